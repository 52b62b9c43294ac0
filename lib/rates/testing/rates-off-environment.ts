// Imported for its effect, before anything reads the environment: these tests are not about the tiers' rates.
process.env.RELAIS_TIER_RATES = "off";
