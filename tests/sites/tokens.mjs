// Access tokens as Supabase Auth makes them, and all kinds of wrong ones.
import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";

export class SigningKey {
  constructor(alg = "ES256", kid = randomUUID()) {
    this.alg = alg;
    this.kid = kid;
    const pair =
      alg === "ES256"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey;
  }

  jwk() {
    return { ...this.publicKey.export({ format: "jwk" }), kid: this.kid, alg: this.alg, use: "sig" };
  }

  // `header` overrides the JOSE header, without changing how the token is signed.
  token(claims, header = {}) {
    const input = signingInput({ alg: this.alg, kid: this.kid, typ: "JWT", ...header }, claims);
    const signature = sign("sha256", Buffer.from(input), { key: this.privateKey, dsaEncoding: "ieee-p1363" });
    return `${input}.${signature.toString("base64url")}`;
  }
}

export function unsignedToken(claims) {
  return `${signingInput({ alg: "none", typ: "JWT" }, claims)}.`;
}

// Signed with a shared secret: with a public key as the secret, the classic confusion of algorithms.
export function hs256Token(claims, kid, secret) {
  const input = signingInput({ alg: "HS256", kid, typ: "JWT" }, claims);
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

function signingInput(header, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}`;
}

// The claims of a valid token; `change` replaces some.
export function claims(supabaseUrl, change = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: `${supabaseUrl}/auth/v1`,
    aud: "authenticated",
    sub: "8d0fd2b3-9ca7-4d9e-a95f-9e13dded323e",
    role: "authenticated",
    iat: now,
    exp: now + 3600,
    app_metadata: { provider: "email", organization_role: "operations" },
    user_metadata: {},
    ...change,
  };
}
