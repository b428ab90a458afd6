// promise: the memory of a JVM is bounded, outside its heap too
import java.nio.ByteBuffer;
import java.util.*;

class Main {
    public static void main(String[] arguments) {
        List<ByteBuffer> kept = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            for (int j = 0; j < 1 << 20; j += 4096) buffer.put(j, (byte) 1);
            kept.add(buffer);
        }
        System.out.println("BREACH");
    }
}
