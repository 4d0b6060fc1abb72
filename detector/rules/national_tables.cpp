#include "detector/rules/national_tables.hpp"

#include <algorithm>

#include "detector/rules/network_codes.hpp"
#include "detector/rules/table_age.hpp"

namespace cellwarden::detector {
namespace {

bool has(const std::vector<Plmn>& networks, const Plmn& plmn) noexcept {
  return std::ranges::find(networks, plmn) != networks.end();
}

char capital(char letter) noexcept {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace

const NationalTable* NationalTables::of_code(std::uint16_t mcc) const noexcept {
  const auto found = std::ranges::find_if(tables_, [&](const NationalTable& table) {
    return std::ranges::find(table.mccs, mcc) != table.mccs.end();
  });
  return found == tables_.end() ? nullptr : &*found;
}

const NationalTable* NationalTables::of_country(const geography::CountryCode& code) const noexcept {
  const auto found = std::ranges::find_if(tables_, [&](const NationalTable& table) {
    return table.country.size() == 2 &&
           geography::CountryCode(capital(table.country[0]), capital(table.country[1])) == code;
  });
  return found == tables_.end() ? nullptr : &*found;
}

const Sunset* sunset_of(const NationalTable& table, const Plmn& plmn, Rat rat) noexcept {
  const auto found = std::ranges::find_if(
      table.sunsets, [&](const Sunset& sunset) { return sunset.rat == rat && has(sunset.networks, plmn); });
  return found == table.sunsets.end() ? sunset_of(table, rat) : &*found;
}

const Sunset* sunset_of(const NationalTable& table, Rat rat) noexcept {
  const auto found = std::ranges::find_if(
      table.sunsets, [&](const Sunset& sunset) { return sunset.rat == rat && sunset.networks.empty(); });
  return found == table.sunsets.end() ? nullptr : &*found;
}

bool is_unassigned(const NationalTable& table, const Plmn& plmn) noexcept {
  if (!table.has_all_networks || is_railway_network(plmn)) return false;
  // What a cell broadcasts may have a filler digit that the list has not, and the other way round.
  return std::ranges::none_of(table.networks, [&](const NationalNetwork& network) {
    return network.plmn.mcc == plmn.mcc && network.plmn.mnc == plmn.mnc;
  });
}

const std::vector<std::uint16_t>& listed_bands(const NationalTable& table, Rat rat) noexcept {
  static const std::vector<std::uint16_t> kNone;
  if (rat == Rat::kGsm) return table.gsm_bands;
  return rat == Rat::kLte ? table.lte_bands : kNone;
}

const LicensedRange* range_of(const NationalTable& table, double low_hz, double high_hz) noexcept {
  const auto found = std::ranges::find_if(table.licences, [&](const LicensedRange& range) {
    return low_hz >= range.low_hz && high_hz <= range.high_hz;
  });
  return found == table.licences.end() ? nullptr : &*found;
}

bool has_spectrum(const NationalTable& table, const Plmn& plmn) noexcept {
  return std::ranges::any_of(table.licences, [&](const LicensedRange& range) {
    return std::ranges::any_of(range.blocks,
                               [&](const LicensedBlock& block) { return has(block.networks, plmn); });
  });
}

std::string source_text(const NationalTable& table) {
  return "national table " + table.country + " of " + date_text(table.date) + " (" + table.source + ")";
}

}  // namespace cellwarden::detector
