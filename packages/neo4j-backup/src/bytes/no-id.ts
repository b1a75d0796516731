/** How records say that there is no other record. */
export const NO_ID = -1;
