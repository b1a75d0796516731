/** What a mutation is about: a kind of thing, and which. */
export interface Subject {
  kind: string;
  id: string;
}

type Fields = Record<string, unknown>;
type IdOf = (input: Fields, output: Fields) => unknown;

const inputId: IdOf = (input) => input.id;
const databaseId: IdOf = (input, output) => input.databaseId ?? input.id ?? output.databaseId;
const setId: IdOf = (input) => input.setId ?? input.id;
const only: IdOf = () => "1";
const added: IdOf = (input, output) => input.id ?? output.id;

/** The longest beginning of a path that is here tells; without one, the input and the answer are looked at. */
const SUBJECTS: Record<string, [kind: string, idOf: IdOf]> = {
  databases: ["database", added],
  "databases.testConnection": ["address", (input) => `${input.host}:${input.port}`],
  "runs.start": ["database", databaseId],
  runs: ["run", inputId],
  sets: ["set", setId],
  restore: ["set", setId],
  history: ["set", setId],
  retention: ["database", databaseId],
  "retention.templates": ["retention template", added],
  "retention.holds": ["legal hold", added],
  "retention.discard": ["set", setId],
  "retention.saveGrace": ["retention setting", only],
  schedules: ["schedule", databaseId],
  forecast: ["database", databaseId],
  continuous: ["continuous", databaseId],
  people: ["person", (input, output) => input.userId ?? input.id ?? output.userId ?? output.id],
  alarms: ["alarm", inputId],
  "alarms.mute": ["database", databaseId],
  "alarms.unmute": ["database", databaseId],
  "alarms.addChannel": ["channel", added],
  "alarms.editChannel": ["channel", inputId],
  "alarms.removeChannel": ["channel", inputId],
  "alarms.testChannel": ["channel", inputId],
  "alarms.saveRoute": ["channel", (input) => input.channelId],
  "alarms.removeRoute": ["route", inputId],
  "alarms.savePolicy": ["alarm policy", only],
  "alarms.saveWatch": ["watch", databaseId],
  "alarms.savePing": ["watch", databaseId],
  "alarms.testPing": ["watch", databaseId],
  security: ["master key", only],
  "security.saveReach": ["reach policy", only],
};

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/**
 * What a mutation was about, as far as its path, its input and its answer tell.
 * @returns null when they do not: the entry keeps the input then
 */
export function subjectOf(path: string, input: unknown, output: unknown): Subject | null {
  const words = path.split(".");
  for (let length = words.length; length > 0; length--) {
    const row = SUBJECTS[words.slice(0, length).join(".")];
    if (!row) continue;
    const id = row[1](fieldsOf(input), fieldsOf(output));
    return typeof id === "string" && id !== "" ? { kind: row[0], id } : null;
  }
  return null;
}
