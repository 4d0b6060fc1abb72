#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detector/decimal.hpp"
#include "detector/towers/known_towers.hpp"
#include "tools/cellwarden/commands.hpp"
#include "tools/cellwarden/output/writer.hpp"
#include "tools/cellwarden/set_up.hpp"
#include "tools/cellwarden/towers/open_towers.hpp"
#include "tools/cellwarden/towers/record_output.hpp"

namespace cellwarden::tools {
namespace {

using towers::TowerRecord;

constexpr std::string_view kSite = "enb:";
constexpr std::uint64_t kSectors = 256;  // of an eNB, TS 23.003, section 19.6
constexpr std::array kRats{Rat::kGsm, Rat::kUmts, Rat::kLte, Rat::kNr, Rat::kNbIot};

// What is to be looked up.
struct Identity {
  Plmn plmn;
  std::optional<std::uint32_t> area;
  std::uint64_t first_cell{};
  std::uint64_t last_cell{};
};

template <class T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return parts;
}

std::optional<Identity> parse_identity(std::string_view text) {
  const auto parts = parts_of(text, '-');
  if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
  const auto plmn = parse_plmn(std::string(parts[0]) + "-" + std::string(parts[1]));
  if (!plmn) return std::nullopt;
  Identity identity{.plmn = *plmn, .area = {}};
  if (parts.size() == 4) {
    identity.area = whole<std::uint32_t>(parts[2]);
    if (!identity.area) return std::nullopt;
  }
  const std::string_view cell = parts.back();
  if (cell.starts_with(kSite)) {
    const auto site = whole<std::uint64_t>(cell.substr(kSite.size()));
    if (!site || *site > towers::highest_cell(Rat::kLte) / kSectors) return std::nullopt;
    identity.first_cell = *site * kSectors;
    identity.last_cell = identity.first_cell + kSectors - 1;
    return identity;
  }
  const auto number = whole<std::uint64_t>(cell);
  if (!number || *number > towers::highest_cell(Rat::kNr)) return std::nullopt;
  identity.first_cell = identity.last_cell = *number;
  return identity;
}

std::vector<TowerRecord> find(const towers::KnownTowers& towers, const Identity& wanted,
                              const TowersFlags& flags) {
  std::vector<TowerRecord> found;
  for (const Rat rat : kRats) {
    if (flags.rat && *flags.rat != rat) continue;
    for (TowerRecord& record : towers.find_range(rat, wanted.plmn, wanted.first_cell, wanted.last_cell,
                                                 static_cast<std::size_t>(flags.most))) {
      if (wanted.area && record.area && *record.area != *wanted.area) continue;
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

std::optional<GeoPoint> parse_place(std::string_view text) {
  const auto parts = parts_of(text, ',');
  if (parts.size() != 2) return std::nullopt;
  const auto latitude = parse_number(parts[0]);
  const auto longitude = parse_number(parts[1]);
  if (!latitude || !longitude || std::abs(*latitude) > 90.0 || std::abs(*longitude) > 180.0)
    return std::nullopt;
  return GeoPoint{.latitude_deg = *latitude, .longitude_deg = *longitude, .accuracy_m = {}};
}

}  // namespace

ExitCode run_towers_lookup(const Invocation& asked) {
  std::vector<Identity> wanted;
  for (const std::string& text : asked.inputs) {
    const auto identity = parse_identity(text);
    if (!identity) {
      complain(
          fmt::format("\"{}\" is no identity; write MCC-MNC-CELL or MCC-MNC-AREA-CELL, such as "
                      "262-01-4711-27447297, or MCC-MNC-enb:107216",
                      text));
      return kBadUsage;
    }
    wanted.push_back(*identity);
  }
  const auto towers = open_towers(asked);
  if (!towers) return towers.error();
  return write_records(asked, **towers, [&](const auto& give) {
    for (const Identity& one : wanted) {
      for (const TowerRecord& record : find(**towers, one, asked.towers)) {
        if (!give(record, std::nullopt)) return;
      }
    }
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
