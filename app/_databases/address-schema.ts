import { z } from "zod";

/** What the form of a database takes; the back end checks the same again. */
export const addressSchema = z.object({
  name: z.string().trim().min(1, "Enter a name").max(80, "At most 80 characters"),
  host: z.string().trim().min(1, "Enter a host name or address").max(253, "That is too long"),
  port: z
    .number("A port is 1 to 65535")
    .int()
    .min(1, "A port is 1 to 65535")
    .max(65_535, "A port is 1 to 65535"),
  timeoutSeconds: z
    .number("1 to 86400 seconds")
    .int("Whole seconds")
    .min(1, "1 to 86400 seconds")
    .max(86_400, "1 to 86400 seconds"),
});

export type AddressValues = z.infer<typeof addressSchema>;
