// Imported for its effect, before anything that reads the environment.
process.env.STRIPE_SECRET_KEY = "sk_test_of_the_tests";
process.env.STRIPE_WEBHOOK_SECRET = "whsec_current, whsec_previous";
