// promise: a JVM reads no file of the machine but its own
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

class Main {
    public static void main(String[] arguments) {
        for (String path : new String[] {"/etc/passwd", "/proc/self/environ", "/etc/hostname"}) {
            try {
                if (Files.readAllBytes(Path.of(path)).length > 0) System.out.println("BREACH " + path);
            } catch (Exception refused) {
            }
        }
        for (String path : new String[] {"/", "/home", "/root", "/tmp", "/usr/bin", "..", "/etc"}) {
            String[] names = new File(path).list();
            if (names != null && names.length > 0) System.out.println("BREACH " + path);
        }
        if (System.getenv("CODERL_TEST_SECRET") != null) System.out.println("BREACH environment");
    }
}
