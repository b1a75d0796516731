/**
 * Plays one attack after another in a process of its own, so that the attacked process's memory is its own:
 * tells its port, then takes numbers of attacks (-1: golden answers) and says when it is ready for each.
 */
import { golden } from "../golden/goldens.ts";
import { ATTACKS } from "./attacks.ts";
import { ReplayServer } from "./replay-server.ts";

const probe = golden("probe").s2c;
const server = await ReplayServer.listen();

process.on("message", (n: number) => {
  const attack = ATTACKS[n];
  const first = attack?.probe?.() ?? probe;
  const answer = attack ? attack.answer() : golden("full-idle").s2c;
  server.answerOf = (r) => (r.isProbe ? first : answer);
  server.closesAfterAnswer = !attack?.staysOpen;
  process.send?.({ ready: n });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ port: server.port });
