/** Puts a query into the address without asking the server for the page again. */
export const replaceSearch = (search: string): void =>
  window.history.replaceState(null, "", `${window.location.pathname}${search}`);
