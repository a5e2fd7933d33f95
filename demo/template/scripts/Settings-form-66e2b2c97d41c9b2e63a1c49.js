/*
 * What runs around the settings of the integration.
 */

/** Shows the review limit only where orders are reviewed at all. */
function initSettings(options) {
  const form = options.resource.settingsForm.form;
  const settings = options.resource.settings || {};
  if (form.fieldMap.reviewAbove) {
    form.fieldMap.reviewAbove.visible = settings.reviewOrders !== false;
  }
  return form;
}

/** Refuses settings that would stop every order. */
function checkSettings(options) {
  const settings = options.newResource.settings;
  if (Number(settings.totalsTolerance) < 0) {
    throw new Error('The tolerance cannot be negative.');
  }
  return options.newResource;
}

/** The carriers come with the template: the step is done as soon as somebody has looked. */
function afterInstall(options) {
  return { success: true, stepsToUpdate: [{ ...options.step, completed: true }] };
}
