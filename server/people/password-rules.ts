export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** What people choose when they must choose something of twelve letters or more, without digits, signs and capitals. */
const COMMON = [
  "password",
  "passwort",
  "administrator",
  "admin",
  "letmein",
  "welcome",
  "iloveyou",
  "qwerty",
  "qwertyuiop",
  "qwertz",
  "azerty",
  "asdfghjkl",
  "zxcvbnm",
  "monkey",
  "dragon",
  "football",
  "baseball",
  "sunshine",
  "princess",
  "changeme",
  "trustno",
  "superman",
  "holdfast",
  "neo4j",
  "correcthorsebatterystaple",
  "abcdefghijklmnopqrstuvwxyz",
  "q1w2e3r4t5y6",
  "1q2w3e4r5t6y",
  "1qaz2wsx3edc",
];
const DISTINCT_AT_LEAST = 5;
const RUN = "01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz";

/** The letters that a sign or digit stands for, as everybody writes it. */
const PLAIN: Record<string, string> = { "@": "a", "4": "a", "0": "o", "3": "e", "1": "i", $: "s" };

/**
 * Why a password is not taken, in words; null when it is. Length is what counts (no rules about kinds of letters); what
 * everybody tries first is refused.
 */
export function passwordProblem(password: string, email: string, name = ""): string | null {
  if (password.length < SHORTEST_PASSWORD)
    return `Use at least ${SHORTEST_PASSWORD} characters; a few words in a row are easy to remember`;
  if (password.length > LONGEST_PASSWORD) return `Use at most ${LONGEST_PASSWORD} characters`;
  const lower = password.toLowerCase();
  if (new Set(lower).size < DISTINCT_AT_LEAST) return "Use more than a few different characters";
  if (isCommon(lower)) return "This is one of the passwords that are tried first; choose another";
  for (const own of [email, email.split("@")[0] ?? "", name])
    if (holdsOwn(lower, own.trim().toLowerCase()))
      return "Do not use the e-mail address or the name as the password";
  return null;
}

function isCommon(lower: string): boolean {
  if (RUN.includes(lower)) return true;
  const inside = withoutEdges(lower);
  for (const letters of [bare(lower), bare([...inside].map((one) => PLAIN[one] ?? one).join(""))]) {
    if (COMMON.some((word) => isRepeated(letters, bare(word)))) return true;
  }
  return COMMON.includes(lower);
}

/** Without what is put in front and behind to reach a length: "Password2026!!!" is "password". */
const bare = (text: string): string => withoutEdges(text).replace(/[\s._-]+/g, "");
const withoutEdges = (text: string): string => text.replace(/^[^a-z]+|[^a-z]+$/g, "");

const isRepeated = (text: string, word: string): boolean =>
  word !== "" && text !== "" && text.replaceAll(word, "") === "";

/** Whether one's own word is all that there is, but for digits and signs around it. */
const holdsOwn = (lower: string, own: string): boolean =>
  own.length > 2 &&
  (lower === own || bare(lower.replaceAll(own, "")).length < 4) &&
  lower.includes(own);
