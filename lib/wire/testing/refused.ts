import { AppError } from "@/lib/basics/errors";

/** The refusal that this work throws: its code and the parameter that it names. */
export function refused(work: () => unknown): { code: string; param: string | undefined; message: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, param: error.param, message: error.message };
    throw error;
  }
  throw new Error("The request was not refused");
}
