// promise: a JVM starts no process
import java.util.Scanner;

class Main {
    public static void main(String[] arguments) throws Exception {
        Process echo = new ProcessBuilder("/bin/echo", "BREACH").start();
        System.out.println(new Scanner(echo.getInputStream()).nextLine());
    }
}
