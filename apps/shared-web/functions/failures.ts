// The last net of a site's Functions: every failure is an answer in JSON, and none tells how.
import { problem } from "./answers";
import { SettingError } from "./settings";

export async function answerFailures(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SettingError) {
      console.error(error.message);
      return error.answer();
    }
    console.error(error);
    return problem(500, "internal_error", "this site failed to answer; try again");
  }
}
