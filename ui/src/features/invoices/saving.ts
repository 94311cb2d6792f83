import type { Application } from "../../application.svelte";
import { asCommandError } from "../../backend/backend";
import type { DocumentOf } from "../../backend/generated/commands";
import { errorAdvice, errorTitle } from "../../language/errors";
import { t } from "../../language/language.svelte";

/** Saves a document into the folder for downloads, and says where it lies or why it does not. */
export async function saveDocument(application: Application, document: DocumentOf): Promise<void> {
  try {
    const file = await application.call("save_document", document);
    application.notices.say("good", t("document-saved"), file.path, {
      label: t("show-file"),
      does: () => void application.call("show_saved", file).catch(() => {}),
    });
  } catch (thrown) {
    const error = asCommandError(thrown);
    application.notices.say("bad", errorTitle(error), errorAdvice(error));
  }
}
