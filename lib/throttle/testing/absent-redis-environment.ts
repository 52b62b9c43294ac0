// Imported for its effect, before anything reads the environment: a Redis that is away. Nothing listens at this port.
process.env.REDIS_URL = "redis://127.0.0.1:1";
