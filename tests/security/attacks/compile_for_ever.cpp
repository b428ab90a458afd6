// promise: a compiler that does not end is ended
// kind: tool
// limits: cpu_s=1
// plain: it would run for minutes
template <int A, int B> struct Twice { enum { value = Twice<A - 1, B>::value + Twice<A - 1, B + 1>::value }; };
template <int B> struct Twice<0, B> { enum { value = B & 1 }; };
constexpr unsigned long long spin(unsigned long long n) { unsigned long long s = 0; for (unsigned long long i = 0; i < n; i++) s += i * s; return s; }
constexpr unsigned long long a = spin(30000), b = spin(30001);
static_assert(Twice<800, 800>::value >= 0);
int main() { return 0; }
