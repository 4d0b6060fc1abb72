#include "dsp/lte/downlink_meter.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/lte/shared_channel.hpp"

namespace cellwarden::lte {
namespace {

constexpr unsigned kSubframes = 10;
constexpr std::size_t kMostNeighbours = 4;
// A block that is looked at stands so far above noise; one in use so far below reference signals at most:
// data may be sent 6 dB lower (TS 36.213, section 5.2), and noise of 24 elements seldom reaches that.
constexpr double kLoudEnough = 10.0;
constexpr double kInUse = 0.16;
constexpr std::size_t kEnoughQuiet_elements = 200;

double to_db(double ratio) noexcept {
  return 10.0 * std::log10(ratio);
}

double energy(std::span<const Sample> symbols) noexcept {
  double sum = 0.0;
  for (const Sample s : symbols) sum += static_cast<double>(squared_magnitude(s));
  return sum;
}

// Of one element, per port: what one that is sent as loud as reference signals brings.
double channel_power(const ReceivedElement& e, unsigned ports) noexcept {
  double sum = 0.0;
  for (unsigned port = 0; port < ports; ++port) sum += static_cast<double>(squared_magnitude(e.h[port]));
  return sum / ports;
}

double channel_power(const DownlinkSubframe& subframe, std::size_t first, std::size_t count) noexcept {
  double sum = 0.0;
  for (unsigned port = 0; port < subframe.layout.ports; ++port)
    sum += energy(std::span(subframe.channel[port][0]).subspan(first, count));
  return sum / (subframe.layout.ports * static_cast<double>(count));
}

// Energy per element of a sequence that was sent, noise and other sequences left out: what neighbouring
// elements have in common.
double common_power(std::span<const Sample> received, std::span<const Sample> sent) noexcept {
  Sample sum{};
  Sample last = times_conj(received[0], sent[0]);
  for (std::size_t n = 1; n < sent.size(); ++n) {
    const Sample now = times_conj(received[n], sent[n]);
    sum += times_conj(now, last);
    last = now;
  }
  return static_cast<double>(std::abs(sum)) / static_cast<double>(sent.size() - 1);
}

// Of the two ports that send symbol i of those that undo_diversity gives, or of the one.
double diversity_power(std::span<const ReceivedElement> e, unsigned ports, std::size_t i) noexcept {
  if (ports == 1) return static_cast<double>(squared_magnitude(e[i].h[0]));
  const unsigned a = ports == 4 && i % 4 >= 2 ? 1 : 0;
  const unsigned b = ports == 4 ? a + 2 : 1;
  const std::size_t pair = i - i % 2;
  float sum = 0.0F;
  for (const std::size_t k : {pair, pair + 1})
    sum += squared_magnitude(e[k].h[a]) + squared_magnitude(e[k].h[b]);
  return static_cast<double>(sum) / 2.0;
}

bool is_assigned(std::span<const FoundAssignment> assignments, std::uint8_t block) {
  return std::ranges::any_of(assignments, [&](const FoundAssignment& found) {
    return std::ranges::any_of(found.assignment.resource_blocks, [&](const auto& of_slot) {
      return std::ranges::find(of_slot, block) != of_slot.end();
    });
  });
}

}  // namespace

std::optional<double> DownlinkMeter::Ratio::db() const noexcept {
  if (!(own > 0.0) || !(reference > 0.0)) return std::nullopt;
  return to_db(own / reference);
}

void DownlinkMeter::take_block(BroadcastKind kind, const WholeSubframe& heard,
                               const DownlinkAssignment& assignment) {
  const DownlinkSubframe& subframe = heard.subframe;
  // How much of a special subframe is sent is not always known.
  if (subframe.layout.shape.duplex == Duplex::kTdd && subframe.number % 5 == 1) return;
  const unsigned ports = subframe.layout.ports;
  Ratio& data = levels_[static_cast<std::size_t>(kind)].data;
  const auto elements_of = [&](PdschSymbols which) {
    return pdsch_elements(subframe, heard.control_symbols,
                          {assignment.resource_blocks[0], assignment.resource_blocks[1]}, which);
  };
  const auto with = elements_of(PdschSymbols::kWithReferenceSignals);
  const auto without = elements_of(PdschSymbols::kWithoutReferenceSignals);
  for (const ReceivedElement& e : without) {
    data.add(static_cast<double>(squared_magnitude(e.received)) - subframe.noise_power,
             channel_power(e, ports));
  }
  measure_error(with, ports);
  measure_error(without, ports);
  ++blocks_;
}

// Each symbol as it was sent, times the channel's amplitude: noise is then alike in all.
void DownlinkMeter::measure_error(std::span<const ReceivedElement> elements, unsigned ports) {
  const std::size_t count = elements.size() - elements.size() % ports;
  std::vector<Sample> values(count);
  undo_diversity(elements.first(count), ports, values);
  // Where several ports send, two of them send each symbol, with half the energy each.
  const double share = ports > 1 ? 0.5 : 1.0;
  double cross = 0.0;
  double wanted = 0.0;
  double received = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double power = diversity_power(elements, ports, i);
    if (!(power > 0.0)) continue;
    const double re = std::abs(static_cast<double>(values[i].real()));
    const double im = std::abs(static_cast<double>(values[i].imag()));
    cross += (re + im) * std::sqrt(share / 2.0);
    wanted += share * power;
    received += (re * re + im * im) / power;
  }
  if (!(wanted > 0.0)) return;
  // The level that fits best, and what it leaves.
  const double level = cross / wanted;
  symbol_energy_ += level * level * wanted;
  error_energy_ += std::max(received - level * level * wanted, 0.0);
  symbols_ += count;
}

void DownlinkMeter::look_for_data(FrameReader& reader, DownlinkSubframe& subframe,
                                  std::span<const FoundAssignment> assignments) {
  const CellLayout& cell = subframe.layout;
  const unsigned per_slot = symbols_per_slot(cell.shape.prefix);
  // Neither holds reference signals, whatever the number of ports.
  const std::array<unsigned, 2> symbols{per_slot + 2, 2 * per_slot - 1};
  for (const unsigned symbol : symbols) {
    if (!reader.read_one(subframe, symbol)) return;
    if (const auto power = reader.guard_power()) {
      guard_.sum += *power;
      ++guard_.count;
    }
  }
  for (unsigned block = 0; block < cell.bandwidth_rb; ++block) {
    const std::size_t first = kSubcarriersPerRb * block;
    const double wanted = channel_power(subframe, first, kSubcarriersPerRb);
    if (wanted < kLoudEnough * subframe.noise_power) continue;
    const bool is_whole = std::ranges::all_of(symbols, [&](unsigned symbol) {
      return is_data_element(cell, subframe.number, symbol, first) &&
             is_data_element(cell, subframe.number, symbol, first + kSubcarriersPerRb - 1);
    });
    if (!is_whole || is_assigned(assignments, static_cast<std::uint8_t>(block))) continue;
    double sum = 0.0;
    for (const unsigned symbol : symbols)
      sum += energy(std::span(subframe.symbols[symbol]).subspan(first, kSubcarriersPerRb));
    constexpr std::size_t kElements = 2 * kSubcarriersPerRb;
    ++looked_at_;
    if (sum / kElements - subframe.noise_power > kInUse * wanted) {
      ++in_use_;
    } else {
      quiet_.sum += sum;
      quiet_.count += kElements;
    }
  }
}

void DownlinkMeter::end_frame(FrameReader& reader, bool with_sync) {
  compare_reference_signals(reader);
  heard_.clear();
  if (with_sync) measure_sync(reader);
}

void DownlinkMeter::compare_reference_signals(const FrameReader& reader) {
  if (heard_.empty()) return;
  std::array<std::optional<double>, kSubframes> powers{};
  for (unsigned n = 0; n < kSubframes; ++n) {
    const bool is_heard = std::ranges::any_of(heard_, [&](const Heard& h) { return h.subframe == n; });
    if (!is_heard && reader.has(n)) powers[n] = reader.reference_power(n);
  }
  for (const Heard& one : heard_) {
    Level& level = levels_[static_cast<std::size_t>(one.kind)];
    ++level.subframes;
    const auto own = reader.reference_power(one.subframe);
    std::vector<double> around;
    for (unsigned apart = 1; apart < kSubframes && around.size() < kMostNeighbours; ++apart) {
      if (one.subframe >= apart && powers[one.subframe - apart])
        around.push_back(*powers[one.subframe - apart]);
      if (one.subframe + apart < kSubframes && powers[one.subframe + apart])
        around.push_back(*powers[one.subframe + apart]);
    }
    if (!own || around.empty()) continue;
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
    std::nth_element(around.begin(), middle, around.end());
    level.reference.add(*own, *middle);
  }
}

// TS 36.211, sections 6.6.4 and 6.11: as the frame's first PSS and SSS, and the broadcast channel's third
// symbol, which has no reference signals.
void DownlinkMeter::measure_sync(FrameReader& reader) {
  if (!reader.has(0)) return;
  DownlinkSubframe& first = reader.subframe(0);
  const CellShape& shape = first.layout.shape;
  const bool is_fdd = shape.duplex == Duplex::kFdd;
  const unsigned per_slot = symbols_per_slot(shape.prefix);
  const std::size_t half = first.layout.subcarriers() / 2;
  const std::size_t sync_from = half - kSync_subcarriers / 2;
  const double wanted = channel_power(first, sync_from, kSync_subcarriers);
  const auto part = [&](const DownlinkSubframe& subframe, unsigned symbol) {
    return std::span<const Sample>(subframe.symbols[symbol]).subspan(sync_from, kSync_subcarriers);
  };
  const unsigned sss_symbol = is_fdd ? per_slot - 2 : 2 * per_slot - 1;
  if (reader.read_one(first, sss_symbol)) {
    const auto signs = sss(shape.pci, false);
    const std::vector<Sample> sent(signs.begin(), signs.end());
    sss_.add(common_power(part(first, sss_symbol), sent), wanted);
  }
  const unsigned pss_symbol = is_fdd ? per_slot - 1 : 2;
  if (is_fdd || reader.has(1)) {
    DownlinkSubframe& second = reader.subframe(is_fdd ? 0 : 1);
    if (reader.read_one(second, pss_symbol))
      pss_.add(common_power(part(second, pss_symbol), pss(shape.pci % 3)), wanted);
  }
  const unsigned pbch_symbol = per_slot + 2;
  if (reader.read_one(first, pbch_symbol)) {
    const std::size_t from = half - kCentral_subcarriers / 2;
    const double sum = energy(std::span(first.symbols[pbch_symbol]).subspan(from, kCentral_subcarriers));
    pbch_.add(sum / kCentral_subcarriers - first.noise_power,
              channel_power(first, from, kCentral_subcarriers));
  }
}

double DownlinkMeter::noise_power() const noexcept {
  const auto mean = [](const Mean& m) { return m.count > 0 ? m.sum / static_cast<double>(m.count) : 0.0; };
  return std::max(mean(guard_), quiet_.count >= kEnoughQuiet_elements ? mean(quiet_) : 0.0);
}

BroadcastLevel DownlinkMeter::level_of(BroadcastKind kind) const {
  const Level& level = levels_[static_cast<std::size_t>(kind)];
  return {level.subframes, level.reference.db(), level.data.db()};
}

DownlinkMeasurements DownlinkMeter::measurements() const {
  DownlinkMeasurements out;
  out.sib1 = level_of(BroadcastKind::kSib1);
  out.si = level_of(BroadcastKind::kSi);
  out.paging = level_of(BroadcastKind::kPaging);
  out.pss_db = pss_.db();
  out.sss_db = sss_.db();
  out.pbch_db = pbch_.db();
  const double noise = noise_power();
  if (blocks_ > 0 && symbol_energy_ > 0.0 && noise > 0.0) {
    out.symbol_error =
        SymbolError{100.0 * std::sqrt(error_energy_ / symbol_energy_),
                    100.0 * std::sqrt(static_cast<double>(symbols_) * noise / symbol_energy_), blocks_};
  }
  if (looked_at_ > 0) out.user_data = UserData{static_cast<double>(in_use_) / looked_at_, looked_at_};
  return out;
}

}  // namespace cellwarden::lte
