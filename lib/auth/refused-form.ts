import words from "@/messages/en/interruptions.json";
import shell from "@/messages/en/shell.json";

/** The page for a form that came from another site. It runs no code of ours and shows nothing of the request. */
export function refusedFormPage(): string {
  const { title, text, action } = words.refusedForm;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · ${shell.product}</title>
<style>:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:28rem;margin:20vh auto;padding:0 1rem}</style>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="/">${action}</a></p>
</main>
</html>
`;
}
