#include "main/cli.h"
#include "main/cli_client.h"
#include "main/client_commands.h"
#include "main/client_login.h"

namespace imprint {
namespace {

constexpr char kQuietIds[] = "Print ids alone";
constexpr char kTemplate[] = "The template's id";
constexpr char kNumber[] = "The version's number, or latest";

void AddNumber(CLI::App* command, const char* name, std::string& into, const char* text) {
  command->add_option(name, into, text)
      ->check(CLI::Validator(
          [](const std::string& said) {
            const bool number = !said.empty() && said.size() <= 10 &&
                                said.find_first_not_of("0123456789") == std::string::npos;
            return number || said == "latest" ? std::string() : "\"" + said + "\" is no version";
          },
          ""));
}

void AddLogin(CLI::App& app, Choice& choice) {
  const auto login = AddCommand(
      app, choice, "login", "Keep a server and a token, read from standard input", LoginCommand);
  AddSession(login.app, *login.options);
  login.app->add_flag("-q,--quiet", login.options->quiet, "Say nothing");
  const auto logout = AddCommand(app, choice, "logout", "Forget what login kept", LogoutCommand);
  logout.app->add_flag("-q,--quiet", logout.options->quiet, "Say nothing");
}

void AddSearch(CLI::App& app, Choice& choice) {
  const auto [command, options] =
      AddCommand(app, choice, "search", "Find published templates", SearchCommand);
  AddQuietAsking(command, options->client, kQuietIds);
  command->add_option("words", options->words, "Words of the name, applications or description");
  command->add_option("--application", options->application, "One of its applications, whole");
  command->add_option("--language", options->language, "Its language, whole");
  command->add_option("--kind", options->kind, "integrator or diga")
      ->check(CLI::IsMember({"integrator", "diga"}));
  command->add_option("--owner", options->owner, "The id or the name of its owner");
  command->add_option("--limit", options->limit, "How many at most (20)")
      ->check(CLI::Range(1, 1'000'000));
  const auto own =
      AddCommand(app, choice, "templates", "List your own templates", TemplatesCommand);
  AddQuietAsking(own.app, *own.options, kQuietIds);
}

void AddVersions(CLI::App& app, Choice& choice) {
  const auto versions = AddCommand(app, choice, "versions",
                                   "List a template's versions, or show one", VersionsCommand);
  AddAsking(versions.app, versions.options->client);
  AddId(versions.app, "template", versions.options->template_id, kTemplate)->required();
  AddNumber(versions.app, "number", versions.options->number, "Show that one; or latest");

  const auto download =
      AddCommand(app, choice, "download", "Download a version's content", DownloadCommand);
  AddSession(download.app, download.options->client);
  download.app->add_flag("-q,--quiet", download.options->client.quiet, "Say nothing");
  AddId(download.app, "template", download.options->template_id, kTemplate)->required();
  AddNumber(download.app, "number", download.options->number, kNumber);
  download.app->add_option("-o,--output", download.options->output, "The file to write")
      ->required();

  const auto deprecate = AddCommand(app, choice, "deprecate",
                                    "Tell whoever installs a version not to", DeprecateCommand);
  AddQuietAsking(deprecate.app, deprecate.options->client, "Say nothing");
  AddId(deprecate.app, "template", deprecate.options->template_id, kTemplate)->required();
  deprecate.app->add_option("number", deprecate.options->number, "The version's number")
      ->required()
      ->check(CLI::TypeValidator<std::uint32_t>(""));
  CLI::Option* reason = deprecate.app->add_option("--reason", deprecate.options->reason, "Why");
  deprecate.app->add_flag("--undo", deprecate.options->undo, "It may be installed again")
      ->excludes(reason);
}

void AddDiff(CLI::App& app, Choice& choice) {
  const auto added =
      AddCommand(app, choice, "diff", "Compare two template sources, or two versions of a template",
                 DiffCommand);
  CLI::App* command = added.app;
  DiffOptions& options = *added.options;
  AddAsking(command, options.client);
  CLI::Option* sources =
      command->add_option("sources", options.sources, "Two zips, folders or Diga .json files")
          ->expected(2);
  CLI::Option* from_template = AddId(command, "--template", options.template_id, kTemplate);
  AddNumber(command, "--from", options.from, kNumber);
  AddNumber(command, "--to", options.to, "The same (latest)");
  command->get_option("--from")->needs(from_template);
  command->get_option("--to")->needs(from_template);
  from_template->needs(command->get_option("--from"))->excludes(sources);
  command->add_flag("--exit-code", options.exit_code, "Exit 2 if there are differences");
  command->parse_complete_callback([&options] {
    if (options.sources.empty() && options.template_id.empty()) {
      throw CLI::RequiredError("Two sources, or --template and --from,");
    }
  });
}

void AddPublish(CLI::App& app, Choice& choice) {
  const auto added =
      AddCommand(app, choice, "publish", "Give a template a new version, or make a new template",
                 PublishCommand);
  CLI::App* command = added.app;
  PublishOptions& options = *added.options;
  client::Publication& publication = options.publication;
  AddQuietAsking(command, options.client, "Print the template's id alone");
  command->add_option("source", options.source, "A zip, a folder or a Diga template's .json")
      ->required();
  CLI::Option* existing =
      AddId(command, "--template", publication.template_id, "The template that gets a new version");
  command->add_option("--name", publication.name, "Make a new template of that name")
      ->excludes(existing);
  command->add_option("--description", publication.description, "Of the new template")
      ->excludes(existing);
  AddEach(command, "--application", publication.applications,
          "One of the new template's applications; may be said again")
      ->excludes(existing);
  command->add_option("--note", publication.note, "What is said of the version");
  command->add_option("--signature", options.signature_file, "The file that `sign` wrote");
  AddSecretPolicy(command, publication.secrets);
  command->add_flag("!--no-publish", publication.makes_public,
                    "Leave it as public as it is; a new template is not");
}

}  // namespace

void AddCatalogue(CLI::App& app, Choice& choice) {
  AddLogin(app, choice);
  AddSearch(app, choice);
  AddVersions(app, choice);
  AddDiff(app, choice);
  AddPublish(app, choice);
}

}  // namespace imprint
