// promise: a JVM writes no file, its own program neither
import java.nio.file.*;
import java.util.Scanner;
import java.util.regex.*;

class Main {
    public static void main(String[] arguments) {
        Matcher found = Pattern.compile("\"late\": \"([^\"]+)").matcher(new Scanner(System.in).nextLine());
        found.find();
        String[] paths = {found.group(1), "main.jar", "left", "/tmp/coderl-left"};
        for (String path : paths) {
            try {
                Files.write(Path.of(path), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                System.out.println("BREACH " + path);
            } catch (Exception refused) {
            }
        }
    }
}
