/** The back end's own input rules, so that a form refuses exactly what the server would. */
export { addInput } from "@/server/databases/schema.ts";
export { policyInput } from "@/server/retention/schema.ts";
