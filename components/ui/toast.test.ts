import { expect, test } from "vitest";
import { showToastsBy, subscribeToFirstToast, toast } from "@/components/ui/toast";

test("toasts that come before their list is loaded are shown once it is, and later ones at once", () => {
  let asked = 0;
  const stopAsking = subscribeToFirstToast(() => {
    asked += 1;
  });
  toast("first");
  toast("second");
  expect(asked).toBe(2);
  const shown: unknown[] = [];
  const stop = showToastsBy((message) => shown.push(message));
  expect(shown).toEqual(["first", "second"]);
  toast("third");
  expect(shown).toEqual(["first", "second", "third"]);
  stop();
  stopAsking();
  for (let n = 0; n < 9; n += 1) toast(`${n}`);
  subscribeToFirstToast(() => {
    asked += 1;
  })();
  expect(asked).toBe(3);
  const rest: unknown[] = [];
  showToastsBy((message) => rest.push(message))();
  expect(rest).toEqual(["0", "1", "2", "3", "4"]);
});
