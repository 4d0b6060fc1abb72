#include "detector/rules/gsm_cell.hpp"

#include "cell/gsm/arfcn.hpp"
#include "detector/decimal.hpp"
#include "detector/rules/network_codes.hpp"

namespace cellwarden::detector {

std::optional<GsmCell> gsm_cell(const RuleContext& context) {
  const history::GsmHistory* history = context.cell.gsm();
  if (history == nullptr || history->identity() == nullptr) return std::nullopt;
  return GsmCell{*history, history->information(), *history->identity()};
}

Outcome without_identity() {
  return not_evaluated("its identity (system information 3) was not read twice yet");
}

bool is_strong(const RuleContext& context) noexcept {
  return context.seen().signal.snr_db >= context.settings.gsm_strong_snr_db;
}

Outcome not_strong(const RuleContext& context) {
  return not_evaluated("heard " + decimal(context.seen().signal.snr_db, 0) + " dB above noise; below " +
                       decimal(context.settings.gsm_strong_snr_db, 0) +
                       " dB cells far away look alike that have other neighbours");
}

bool is_railway_cell(const RuleContext& context) {
  const auto arfcn = arfcn_of(context.cell);
  if (arfcn && gsm::is_railway_channel(*arfcn)) return true;
  const auto own = gsm_cell(context);
  return own && own->identity.plmn && is_railway_network(*own->identity.plmn);
}

Outcome railway() {
  return not_evaluated("a railway's network is planned unlike others", "X03");
}

std::optional<double> neighbour_hz(const RuleContext& context, std::uint16_t arfcn) {
  const auto& band = context.seen().carrier.band;
  const bool is_1900 = band ? *band == gsm::kBand1900 : context.cell.gsm()->information().is_band_1900();
  return gsm::gsm_downlink_hz(arfcn, is_1900);
}

std::optional<std::uint16_t> arfcn_of(const history::CellTrack& cell) noexcept {
  const Carrier& carrier = cell.latest().carrier;
  if (carrier.rat != Rat::kGsm || !carrier.channel || *carrier.channel >= gsm::kArfcns) return std::nullopt;
  return static_cast<std::uint16_t>(*carrier.channel);
}

}  // namespace cellwarden::detector
