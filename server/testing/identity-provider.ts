import http from "node:http";
import Provider, { type Configuration, type KoaContextWithOIDC } from "oidc-provider";

export interface Identity {
  sub: string;
  email: string;
  name: string;
  isVerified: boolean;
  groups?: string[];
}

export interface RunningProvider {
  issuer: string;
  clientId: string;
  secret: string;
  close(): Promise<void>;
}

const CLIENT = { clientId: "holdfast", secret: "a-client-secret-of-the-test" };
const SCOPES = "openid email profile groups";

/**
 * A real OpenID Connect provider on a port of its own. Its sign-in page has a button for each identity; consent is given
 * beforehand.
 * @param redirect where it may send people back to
 */
export async function startIdentityProvider(
  identities: Identity[],
  redirect: string,
): Promise<RunningProvider> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const provider = new Provider(issuer, configurationFor(identities, redirect));
  const callback = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/choose/"))
      void choose(provider, identities, request, response).catch((error) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    else callback(request, response);
  });
  return {
    issuer,
    ...CLIENT,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function configurationFor(identities: Identity[], redirect: string): Configuration {
  return {
    clients: [
      { client_id: CLIENT.clientId, client_secret: CLIENT.secret, redirect_uris: [redirect] },
    ],
    claims: { email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    scopes: SCOPES.split(" "),
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/choose/${uid}` },
    pkce: { required: () => true },
    cookies: { keys: ["of the test only"] },
    loadExistingGrant: grantAll,
    findAccount: (_ctx, sub) => {
      const one = identities.find((identity) => identity.sub === sub);
      return (
        one && {
          accountId: sub,
          claims: () => ({
            sub,
            email: one.email,
            email_verified: one.isVerified,
            name: one.name,
            groups: one.groups ?? [],
          }),
        }
      );
    },
  };
}

async function grantAll(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPES);
  await grant.save();
  return grant;
}

/** The page on which one says who one is. */
async function choose(
  provider: Provider,
  identities: Identity[],
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  if (request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += chunk;
    const accountId = new URLSearchParams(body).get("sub") ?? "";
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  const buttons = identities.map(
    ({ sub, name }) => `<button name="sub" value="${sub}">Go on as ${name}</button>`,
  );
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(
    `<!doctype html><html lang="en"><title>Identity provider</title><link rel="icon" href="data:,"><h1>Who are you?</h1><form method="post">${buttons.join("")}</form></html>`,
  );
}
