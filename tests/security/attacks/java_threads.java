// promise: the threads of a JVM are bounded
class Main {
    public static void main(String[] arguments) throws Exception {
        int started = 0;
        try {
            for (; started < 600; started++) {
                Thread thread = new Thread(null, () -> { try { Thread.sleep(60000); } catch (Exception e) { } }, "t", 1 << 16);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (Throwable refused) {
        }
        if (started == 600) System.out.println("BREACH");
    }
}
