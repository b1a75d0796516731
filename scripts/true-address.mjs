// Preloaded by the web server: whoever connects cannot say of themselves where they come from. What a proxy says counts
// only when HOLDFAST_TRUSTED_PROXIES names it (addresses and networks, separated by commas).
import { subscribe } from "node:diagnostics_channel";
import { BlockList, isIP } from "node:net";

const SAID_BY_PROXIES = ["x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "forwarded"];

const familyOf = (address) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** @returns which addresses are trusted proxies */
export function trustedProxies(text = "") {
  const list = new BlockList();
  for (const entry of text.split(",").map((one) => one.trim())) {
    if (entry === "") continue;
    const [address = "", bits] = entry.split("/");
    if (isIP(address) === 0)
      throw new Error(`HOLDFAST_TRUSTED_PROXIES: "${entry}" is neither an address nor a network`);
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/** An IPv4 address that came in over IPv6 is an IPv4 address. */
const plain = (address = "") => address.trim().replace(/^::ffff:(?=\d+\.)/i, "");

/** Makes the forwarding headers of a request true. */
export function setTrueAddress(headers, connectedFrom, isTrusted) {
  let address = plain(connectedFrom);
  if (isTrusted(address)) {
    const chain = String(headers["x-forwarded-for"] ?? "")
      .split(",")
      .map(plain);
    // from the nearest on, as long as proxies that are trusted say so
    for (let at = chain.length - 1; at >= 0 && isTrusted(address) && isIP(chain[at]) !== 0; at--)
      address = chain[at];
  } else for (const name of SAID_BY_PROXIES) delete headers[name];
  headers["x-forwarded-for"] = address;
}

const isTrusted = trustedProxies(process.env.HOLDFAST_TRUSTED_PROXIES);
subscribe("http.server.request.start", ({ request, socket }) =>
  setTrueAddress(request.headers, socket.remoteAddress, isTrusted),
);
