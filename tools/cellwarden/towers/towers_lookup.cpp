#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/plain_output.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/towers/asked_identity.hpp"
#include "tools/cellwarden/towers/open_towers.hpp"
#include "tools/cellwarden/towers/public_answers.hpp"
#include "tools/cellwarden/towers/record_output.hpp"

namespace cellwarden::tools {
namespace {

using towers::TowerRecord;

constexpr std::array kRats{Rat::kGsm, Rat::kUmts, Rat::kLte, Rat::kNr, Rat::kNbIot};

std::vector<TowerRecord> find(const towers::KnownTowers& towers, const AskedCells& wanted,
                              const TowersFlags& flags) {
  const auto most = static_cast<std::size_t>(flags.most);
  std::vector<TowerRecord> found;
  for (const Rat rat : kRats) {
    if (flags.rat && *flags.rat != rat) continue;
    const bool is_one = wanted.first_cell == wanted.last_cell;
    for (TowerRecord& record :
         is_one ? towers.find(rat, wanted.plmn, wanted.area, wanted.first_cell)
                : towers.find_range(rat, wanted.plmn, wanted.first_cell, wanted.last_cell, most)) {
      if (wanted.area && record.area && *record.area != *wanted.area) continue;
      if (found.size() == most) return found;
      // A record that says no standard fits each: it is told once.
      if (!record.rat && rat != flags.rat.value_or(kRats.front())) continue;
      found.push_back(std::move(record));
    }
  }
  return found;
}

// Of one place: the nearest of a network, what is on a carrier, or everything around.
std::vector<towers::Neighbour> around(const towers::KnownTowers& towers, const GeoPoint& place,
                                      const TowersFlags& flags) {
  const auto most = static_cast<std::size_t>(flags.most);
  if (flags.plmn) return towers.nearest_of(*flags.plmn, flags.rat, place, most);
  std::vector<towers::Neighbour> found;
  if (flags.carrier_hz) {
    constexpr double kHalfStep_hz = 50e3;
    for (const Rat rat : kRats) {
      if (flags.rat && *flags.rat != rat) continue;
      for (TowerRecord& record :
           towers.on_carrier(rat, *flags.carrier_hz - kHalfStep_hz, *flags.carrier_hz + kHalfStep_hz,
                             towers::Near{place, flags.radius_m})) {
        if (!record.rat && rat != flags.rat.value_or(kRats.front())) continue;
        const auto away_m =
            record.position ? std::optional(towers::distance_m(place, *record.position)) : std::nullopt;
        found.push_back({std::move(record), away_m});
      }
    }
    std::ranges::stable_sort(found, {}, [](const towers::Neighbour& one) {
      return one.distance_m.value_or(std::numeric_limits<double>::infinity());
    });
  } else {
    found = towers.within({place, flags.radius_m}, flags.rat || flags.physical_id ? SIZE_MAX : most);
  }
  std::erase_if(found, [&](const towers::Neighbour& one) {
    const bool is_other_rat = flags.rat && one.record.rat && *one.record.rat != *flags.rat;
    return is_other_rat ||
           (flags.physical_id && one.record.physical_id != static_cast<std::uint16_t>(*flags.physical_id));
  });
  if (found.size() > most) found.resize(most);
  return found;
}

struct Questions {
  std::vector<Asked> public_ones;  // beside cells: of them no format but text and JSON can tell
  std::vector<AskedCells> cells;
};

OrExit<Questions> questions_of(const Invocation& asked) {
  Questions questions;
  for (const std::string& text : asked.inputs) {
    auto one = parse_asked(text);
    if (!one) {
      complain(one.error().what);
      return tl::unexpected<ExitCode>(kBadUsage);
    }
    if (const auto* const cells = std::get_if<AskedCells>(&*one)) {
      questions.cells.push_back(*cells);
      continue;
    }
    questions.public_ones.push_back(*one);
    const bool is_for_cells = std::ranges::any_of(asked.outputs, [](const OutputRequest& request) {
      return request.format == OutputFormat::kCsv || request.format == OutputFormat::kGeoJson;
    });
    if (!is_for_cells) continue;
    complain(fmt::format("--format: csv and geojson are for cells; {} is answered as text or json", text));
    return tl::unexpected<ExitCode>(kBadUsage);
  }
  return questions;
}

// Cells need the database; networks are counted where there is one.
OrExit<TowersAtHand> towers_for(const Questions& questions, const Invocation& asked) {
  if (!questions.cells.empty()) return towers_at_hand(asked, TowersNeed::kNeeded);
  const bool has_networks = std::ranges::any_of(
      questions.public_ones, [](const Asked& one) { return std::holds_alternative<Plmn>(one); });
  return has_networks ? towers_at_hand(asked, TowersNeed::kWelcome) : TowersAtHand{};
}

}  // namespace

ExitCode run_towers_lookup(const Invocation& asked) {
  const auto questions = questions_of(asked);
  if (!questions) return questions.error();
  auto at_hand = towers_for(*questions, asked);
  if (!at_hand) return at_hand.error();
  const auto towers = at_hand->towers;
  const auto answers = PublicAnswers::prepare(questions->public_ones, std::move(*at_hand));
  if (!answers) {
    complain(answers.error().what);
    return kFailed;
  }
  const auto public_text = [&](OutputFormat format) {
    std::string text;
    for (const Asked& one : questions->public_ones) {
      if (!text.empty() && format == OutputFormat::kText) text += "\n";
      text += answers->answer(one, format);
    }
    return text;
  };
  if (questions->cells.empty()) {
    const ExitCode written = write_plain(asked, public_text);
    if (written != kRan || towers == nullptr || !towers->failure()) return written;
    complain(towers->failure()->what);
    return kFailed;
  }
  return write_records(
      asked, *towers,
      [&](const auto& give) {
        for (const AskedCells& one : questions->cells) {
          for (const TowerRecord& record : find(*towers, one, asked.towers)) {
            if (!give(record, std::nullopt)) return;
          }
        }
      },
      [&](OutputFormat format) {
        const std::string text = public_text(format);
        return text.empty() || format == OutputFormat::kJson ? text : text + "\n";
      });
}

ExitCode run_towers_near(const Invocation& asked) {
  const auto place = parse_place(asked.inputs.front());
  if (!place) {
    complain(fmt::format("\"{}\" is no place; write latitude,longitude in degrees, such as 52.52,13.405",
                         asked.inputs.front()));
    return kBadUsage;
  }
  const auto towers = open_towers(asked);
  if (!towers) return towers.error();
  return write_records(asked, **towers, [&](const auto& give) {
    for (const towers::Neighbour& one : around(**towers, *place, asked.towers)) {
      if (!give(one.record, one.distance_m)) return;
    }
  });
}

ExitCode run_towers_export(const Invocation& asked) {
  const auto towers = open_towers(asked);
  if (!towers) return towers.error();
  const TowersFlags& flags = asked.towers;
  const auto& sources = (*towers)->sources();
  if (flags.name && std::ranges::find(sources, *flags.name, &towers::Source::name) == sources.end()) {
    complain(fmt::format("there is no source \"{}\"; 'cellwarden towers stats' names them", *flags.name));
    return kFailed;
  }
  return write_records(asked, **towers, [&](const auto& give) {
    (*towers)->for_each([&](const TowerRecord& record) {
      const bool is_other = (flags.name && (*towers)->source_of(record).name != *flags.name) ||
                            (flags.rat && record.rat != flags.rat) ||
                            (flags.plmn && (!record.plmn || record.plmn->mcc != flags.plmn->mcc ||
                                            record.plmn->mnc != flags.plmn->mnc));
      return is_other || give(record, std::nullopt);
    });
  });
}

}  // namespace cellwarden::tools
