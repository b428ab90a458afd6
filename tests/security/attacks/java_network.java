// promise: a JVM has no network
import java.net.*;
import java.util.Scanner;
import java.util.regex.*;

class Main {
    public static void main(String[] arguments) throws Exception {
        Matcher found = Pattern.compile("\"tcp\": (\\d+)").matcher(new Scanner(System.in).nextLine());
        found.find();
        int port = Integer.parseInt(found.group(1));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            System.out.println("BREACH");
        } catch (Exception refused) {
        }
        try (ServerSocket server = new ServerSocket(0)) {
            System.out.println("BREACH");
        } catch (Exception refused) {
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            System.out.println("BREACH");
        } catch (Exception refused) {
        }
    }
}
