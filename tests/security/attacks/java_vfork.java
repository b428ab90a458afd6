// promise: a JVM starts no process, by fork neither
import java.util.Scanner;

class Main {
    public static void main(String[] arguments) throws Exception {
        System.setProperty("jdk.lang.Process.launchMechanism", "FORK");
        Process echo = Runtime.getRuntime().exec(new String[] {"/bin/sh", "-c", "echo BREACH"});
        System.out.println(new Scanner(echo.getInputStream()).nextLine());
    }
}
