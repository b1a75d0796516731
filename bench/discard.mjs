/**
 * Asks a backup server for the same answer as the tool does, receives it and throws it away: the floor
 * that the server sets. `node bench/discard.mjs PORT full|TX`
 */
import net from "node:net";

const [port, what] = process.argv.slice(2);
const lastTx = what === "full" ? -1n : BigInt(what);
const message = Buffer.alloc(what === "full" ? 40 : 39, 0xff);
message.writeUInt32BE(message.length - 4, 0);
message.set([0x08, 0x01, what === "full" ? 0 : 1], 4);
message.writeBigInt64BE(lastTx, 23);
if (what === "full") message[39] = 0;

let frameLeft = 0;
let head = Buffer.alloc(0);
let more = true;
let bytes = 0;
const socket = net.connect({
  port: Number(port),
  host: "127.0.0.1",
  onread: {
    buffer: Buffer.allocUnsafeSlow(1024 * 1024),
    callback(count, buffer) {
      bytes += count;
      for (let at = 0; at < count; ) {
        if (frameLeft === 0) {
          const take = Math.min(6 - head.length, count - at);
          head = Buffer.concat([head, buffer.subarray(at, at + take)]);
          at += take;
          if (head.length < 6) return true;
          frameLeft = head.readUInt32BE(0) - 2;
          more = (head[4] & 1) === 1;
          head = Buffer.alloc(0);
        }
        const take = Math.min(frameLeft, count - at);
        frameLeft -= take;
        at += take;
      }
      if (frameLeft === 0 && !more) {
        console.log(`${bytes} bytes`);
        socket.destroy();
      }
      return true;
    },
  },
});
socket.on("connect", () => socket.write(message));
socket.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
