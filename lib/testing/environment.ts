// What the product needs of its environment before any of its files is loaded. A pure test that opens the database fails: nobody listens there.
process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
process.env.NEXTAUTH_SECRET ??= "a test secret that is long enough for the check";
process.env.KEY_PEPPER ??= "a test pepper that is long enough for the check";
process.env.UPSTREAM_CREDENTIALS_KEY ??= "a test passphrase for upstream accounts";
// Where the tests' own upstreams are.
process.env.UPSTREAM_ALLOWED_HOSTS ??= "127.0.0.1,localhost,[::1]";
process.env.LOG_LEVEL ??= "silent";
