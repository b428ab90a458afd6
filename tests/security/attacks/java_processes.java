// promise: a JVM sees and signals no other process
import java.util.Scanner;
import java.util.regex.*;

class Main {
    public static void main(String[] arguments) {
        Matcher found = Pattern.compile("\"victim\": (\\d+)").matcher(new Scanner(System.in).nextLine());
        found.find();
        ProcessHandle.of(Long.parseLong(found.group(1))).ifPresent(victim -> System.out.println("BREACH seen"));
        if (ProcessHandle.allProcesses().count() > 1) System.out.println("BREACH listed");
        ProcessHandle.current().parent().ifPresent(parent -> System.out.println("BREACH parent"));
    }
}
