#include "tools/cellwarden/towers/public_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "tools/cellwarden/country_files.hpp"
#include "tools/cellwarden/program_file.hpp"
#include "tools/cellwarden/towers/place_output.hpp"

namespace cellwarden::tools {

Result<PublicAnswers> PublicAnswers::prepare(const std::vector<Asked>& all, TowersAtHand at_hand) {
  PublicAnswers answers(std::move(at_hand));
  if (all.empty()) return answers;
  const auto folders = config::national_table_folders(program_file());
  if (!folders.empty()) answers.own_tables_ = folders.front().string();
  auto tables = config::load_national_tables(folders);
  if (!tables) return tl::unexpected<Error>(tables.error());
  answers.tables_ = std::move(tables->tables);
  const bool has_places =
      std::ranges::any_of(all, [](const Asked& one) { return std::holds_alternative<GeoPoint>(one); });
  if (!has_places) return answers;
  auto outlines = load_outlines();
  if (!outlines) return tl::unexpected<Error>(outlines.error());
  if (outlines->outlines == nullptr)
    return fail(ErrorCode::kConfig,
                fmt::format("no outlines of countries (outlines.txt) in {}", outline_folders_text()));
  answers.outlines_ = std::move(outlines->outlines);
  return answers;
}

std::string PublicAnswers::answer(const Asked& asked, OutputFormat format) const {
  const bool is_json = format == OutputFormat::kJson;
  if (const auto* const country = std::get_if<AskedCountry>(&asked)) {
    const CodeFacts code = facts_of_code(country->mcc, tables_);
    return is_json ? json_of(code) : text_of(code, own_tables_);
  }
  if (const auto* const place = std::get_if<GeoPoint>(&asked)) {
    const PlaceFacts facts = facts_of_place(*place, *outlines_, tables_);
    return is_json ? json_of(facts) : text_of(facts, own_tables_);
  }
  const auto* const plmn = std::get_if<Plmn>(&asked);
  if (plmn == nullptr) return "";  // cells are records
  const NetworkFacts network = facts_of_network(*plmn, tables_);
  const auto known = known_of(*plmn);
  return is_json ? json_of(network, known) : text_of(network, known, own_tables_);
}

std::optional<KnownCells> PublicAnswers::known_of(const Plmn& plmn) const {
  if (at_hand_.towers == nullptr) return std::nullopt;
  KnownCells known{at_hand_.database, {}};
  for (const towers::NetworkCount& count : at_hand_.towers->counts()) {
    if (count.mcc == plmn.mcc && count.mnc == plmn.mnc)
      known.counts.push_back({at_hand_.towers->sources()[count.source], count.rat, count.rows});
  }
  return known;
}

}  // namespace cellwarden::tools
