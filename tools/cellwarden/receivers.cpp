#include "tools/cellwarden/receivers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace cellwarden::tools {
namespace {

constexpr std::string_view kAll = "auto";
constexpr double kMega = 1e6;

bool is_wanted(const config::Config& config, std::string_view rat) {
  return config.rat == kAll || config.rat == rat;
}

gsm::ReceiverConfig gsm_config(const config::Config& config, std::optional<double> assumed_ppm) {
  gsm::ReceiverConfig receiver;
  receiver.dwell_s = config.dwell_s;
  receiver.max_offset_hz = config.max_offset_hz;
  receiver.assumed_ppm = assumed_ppm;
  receiver.clock_drives_tuner = !config.converter;
  return receiver;
}

lte::ReceiverConfig lte_config(const config::Config& config, std::optional<double> assumed_ppm) {
  lte::ReceiverConfig receiver;
  receiver.depth = config.search == "deep"     ? lte::SearchDepth::kDeep
                   : config.search == "normal" ? lte::SearchDepth::kNormal
                                               : lte::SearchDepth::kAuto;
  receiver.dwell_s = config.dwell_s;
  receiver.max_offset_hz = config.max_offset_hz;
  receiver.assumed_ppm = assumed_ppm;
  receiver.clock_drives_tuner = !config.converter;
  return receiver;
}

// Two receivers' dwells of one stretch follow each other.
void order(std::vector<Dwell>& dwells, std::size_t from) {
  std::stable_sort(dwells.begin() + static_cast<std::ptrdiff_t>(from), dwells.end(),
                   [](const Dwell& a, const Dwell& b) { return a.listen.t_s < b.listen.t_s; });
}

}  // namespace

Receivers::Receivers(const config::Config& config, std::optional<double> assumed_ppm,
                     const ParallelFor& parallel)
    : Receivers(shape_of(config, assumed_ppm), parallel) {}

Receivers::Receivers(const Shape& shape, const ParallelFor& parallel)
    : gate_(shape.gsm   ? shape.gsm->dwell_s
            : shape.lte ? shape.lte->dwell_s
                        : 1.0) {
  if (shape.gsm) gsm_.emplace(*shape.gsm, parallel);
  if (shape.lte) lte_.emplace(*shape.lte, parallel);
}

void Receivers::push(const IqBlock& block, std::vector<Dwell>& out) {
  const std::size_t before = out.size();
  for (const IqBlock& part : gate_.pass(block)) {
    if (gsm_) gsm_->push(part, out);
    if (lte_) lte_->push(part, out);
  }
  order(out, before);
}

void Receivers::set_effort(const frontend::Effort& effort) {
  gate_.set_receive_every(effort.receive_every_dwells);
  if (gsm_) gsm_->set_effort(effort);
  if (lte_) lte_->set_effort(effort);
}

void Receivers::set_attended(std::span<const frontend::AttendedCell> cells) {
  if (gsm_) gsm_->set_attended(cells);
  if (lte_) lte_->set_attended(cells);
}

void Receivers::finish(std::vector<Dwell>& out) {
  const std::size_t before = out.size();
  if (gsm_) gsm_->finish(out);
  if (lte_) lte_->finish(out);
  order(out, before);
}

Receivers::Shape shape_of(const config::Config& config, std::optional<double> assumed_ppm) {
  Receivers::Shape shape;
  if (is_wanted(config, to_string(Rat::kGsm))) shape.gsm = gsm_config(config, assumed_ppm);
  if (is_wanted(config, to_string(Rat::kLte))) shape.lte = lte_config(config, assumed_ppm);
  return shape;
}

std::optional<std::string> why_deaf(const config::Config& config, double center_hz, double sample_rate_hz) {
  std::vector<std::string> reasons;
  const auto is_too_slow = [&](std::string_view standard, double lowest_rate_hz) {
    const bool is = !(sample_rate_hz >= lowest_rate_hz);
    if (is) reasons.push_back(fmt::format("{} needs {:g} MS/s or more", standard, lowest_rate_hz / kMega));
    return is;
  };
  if (is_wanted(config, to_string(Rat::kGsm))) {
    constexpr double kEnough_hz = gsm::Receiver::kMinSampleRate_hz;
    if (!gsm::may_hold_gsm(center_hz, std::max(sample_rate_hz, kEnough_hz))) {
      reasons.emplace_back("no GSM base station sends there");
    } else if (!is_too_slow("GSM", kEnough_hz)) {
      return std::nullopt;
    }
  }
  if (is_wanted(config, to_string(Rat::kLte)) && !is_too_slow("LTE", lte::Receiver::kMinSampleRate_hz)) {
    return std::nullopt;
  }
  const std::string way_out = config.rat == kAll ? "" : "; --rat auto receives all that may be there";
  return fmt::format("nothing can be received in a window of {} around {}: {}{}", format_mhz(sample_rate_hz),
                     format_mhz(center_hz), fmt::join(reasons, ", and "), way_out);
}

}  // namespace cellwarden::tools
