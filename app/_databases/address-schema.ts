import { firstRepeated } from "neo4j-backup/catalogue";
import { z } from "zod";

const host = z.string().trim().min(1, "Enter a host name or address").max(253, "That is too long");
const port = z
  .number("A port is 1 to 65535")
  .int()
  .min(1, "A port is 1 to 65535")
  .max(65_535, "A port is 1 to 65535");

export const MOST_ADDRESSES = 16;

/** What the form of a database takes; the back end checks the same again. */
export const addressSchema = z
  .object({
    name: z.string().trim().min(1, "Enter a name").max(80, "At most 80 characters"),
    host,
    port,
    /** Tried in this order after host and port. */
    moreAddresses: z
      .array(z.object({ host, port }))
      .max(MOST_ADDRESSES - 1, `At most ${MOST_ADDRESSES} addresses in all`),
    timeoutSeconds: z
      .number("1 to 86400 seconds")
      .int("Whole seconds")
      .min(1, "1 to 86400 seconds")
      .max(86_400, "1 to 86400 seconds"),
  })
  .superRefine(({ host, port, moreAddresses }, context) => {
    const repeated = firstRepeated([{ host, port }, ...moreAddresses]);
    if (repeated > 0)
      context.addIssue({
        code: "custom",
        path: ["moreAddresses", repeated - 1, "host"],
        message: "This address stands there twice",
      });
  });

export type AddressValues = z.infer<typeof addressSchema>;
