// Imported for its effect, before anything reads the environment: the tiers' rates are not what is tested.
process.env.RELAIS_TIER_RATES = "off";
