// Imported for its effect, before anything that reads the environment.
process.env.METRICS_TOKEN = "the-token-of-the-tests";
