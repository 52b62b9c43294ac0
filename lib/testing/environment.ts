// Variables that the product's files read when they are loaded. Nothing listens at this address, so a pure test cannot use a database.
process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
process.env.NEXTAUTH_SECRET ??= "a test secret that is long enough for the check";
process.env.KEY_PEPPER ??= "a test pepper that is long enough for the check";
process.env.UPSTREAM_CREDENTIALS_KEY ??= "a test passphrase for upstream accounts";
// The hosts of the tests' own upstreams.
process.env.UPSTREAM_ALLOWED_HOSTS ??= "127.0.0.1,localhost,[::1]";
// Only the tests of user profiles want them: other upstreams of tests do not have them.
process.env.UPSTREAM_USER_PROFILES ??= "off";
process.env.LOG_LEVEL ??= "silent";
