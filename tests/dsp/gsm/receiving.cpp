#include "tests/dsp/gsm/receiving.hpp"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <sstream>

namespace cellwarden::gsm {
namespace {

class Text {
 public:
  Text() { out_ << std::hexfloat; }

  template <class T>
  Text& add(const char* name, const T& value) {
    out_ << ' ' << name << '=' << value;
    return *this;
  }
  Text& add(const char* name, const Measured& value) {
    out_ << ' ' << name << '=' << value.value << "+-" << value.sigma;
    return *this;
  }
  Text& add(const char* name, std::uint8_t value) { return add(name, unsigned{value}); }
  Text& add(const char* name, const BlockCounts& c) {
    out_ << ' ' << name << '=' << c.good << '/' << c.combined << '/' << c.bad;
    return *this;
  }
  Text& add(const char* name, const L2Block& octets) {
    out_ << ' ' << name << '=' << std::hex << std::setfill('0');
    for (const std::uint8_t octet : octets) out_ << std::setw(2) << unsigned{octet};
    out_ << std::dec;
    return *this;
  }
  template <class T>
  Text& add(const char* name, const std::optional<T>& value) {
    return value ? add(name, *value) : add(name, "none");
  }
  Text& line() {
    out_ << '\n';
    return *this;
  }
  [[nodiscard]] std::string str() const { return out_.str(); }

 private:
  std::ostringstream out_;
};

void describe(const Listen& l, Text& text) {
  text.add("t", l.t_s).add("duration", l.duration_s).add("low", l.low_hz).add("high", l.high_hz);
  text.add("floor", l.noise_floor_dbfs).add("total", l.total_power_dbfs).add("gain", l.gain_db);
  text.add("searched", l.searched_s).add("samples", l.samples).add("lost", l.samples_lost);
  text.add("dropped", l.samples_dropped).add("clipped", l.samples_clipped).line();
}

void describe(const CellReport& r, Text& text) {
  text.add("fn", r.frame_number).add("sch_good", r.sch_good).add("sch_bad", r.sch_bad);
  text.add("bcch", r.bcch).add("ccch", r.ccch).add("other", r.other_messages);
  for (const BroadcastMessage& m : r.messages)
    text.add("message", m.octets).add("at", m.frame_number).add("times", m.times);
  text.add("pages", r.pages.size()).add("requests", r.paging.requests()).add("named", r.paging.named());
  text.add("immediate", r.assignments.immediate).add("rejected", r.assignments.rejected);
  text.add("phase", r.quality.phase_error_rms_deg).add("weakest", r.quality.weakest_slot_db);
  text.add("training", r.quality.training_sequence).add("bursts", r.quality.training_bursts).line();
}

void describe(const Observation& o, Text& text) {
  text.add("t", o.t_s).add("duration", o.duration_s).add("state", to_string(o.state));
  text.add("bsic", o.physical_id).add("carrier", o.carrier.measured_hz);
  text.add("nominal", o.carrier.nominal_hz).add("band", o.carrier.band).add("channel", o.carrier.channel);
  text.add("power", o.signal.power_dbfs).add("snr", o.signal.snr_db).add("sigma", o.signal.snr_sigma_db);
  text.add("clock", o.clock_offset_ppm).add("frame", o.frame_start_s);
  text.add("good", o.good_decodes).add("bad", o.bad_decodes);
  if (o.gsm() != nullptr) describe(*o.gsm(), text);
}

}  // namespace

void push(Receiver& receiver, const Stretch& stretch, std::vector<Dwell>& out) {
  for (std::size_t at = 0; at < stretch.samples.size(); at += stretch.block_samples) {
    IqBlock block;
    block.samples = stretch.samples.subspan(at, std::min(stretch.block_samples, stretch.samples.size() - at));
    block.first_sample = stretch.first_sample + at;
    block.center_hz = stretch.center_hz;
    block.sample_rate_hz = stretch.rate_hz;
    if (at == 0) {
      block.gap_before = stretch.gap_before;
      block.lost_before = stretch.lost_before;
    }
    receiver.push(block, out);
  }
}

std::vector<Dwell> receive(const Stretch& stretch, const ReceiverConfig& config,
                           const ParallelFor& parallel) {
  Receiver receiver(config, parallel);
  std::vector<Dwell> dwells;
  push(receiver, stretch, dwells);
  receiver.finish(dwells);
  return dwells;
}

std::vector<Observation> all_observations(const std::vector<Dwell>& dwells) {
  std::vector<Observation> all;
  for (const Dwell& dwell : dwells)
    all.insert(all.end(), dwell.observations.begin(), dwell.observations.end());
  return all;
}

std::string text_of(const Dwell& dwell) {
  Text text;
  describe(dwell.listen, text);
  for (const Observation& o : dwell.observations) describe(o, text);
  return text.str();
}

std::string text_of(const std::vector<Dwell>& dwells) {
  std::string text;
  for (const Dwell& dwell : dwells) text += text_of(dwell);
  return text;
}

}  // namespace cellwarden::gsm
