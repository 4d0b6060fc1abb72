// Broadcast messages as packets that Wireshark dissects. GSM's and LTE's messages are GSMTAP (version 2, as
// libosmocore's gsmtap.h and Wireshark's dissector have it) in UDP and IPv4. A page of cell broadcast is
// handed to Wireshark's reader of whole pages: the blocks that it came in are not kept.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cell/gsm/arfcn.hpp"
#include "detector/broadcast_block.hpp"
#include "detector/cell_words.hpp"
#include "detector/lte_messages.hpp"
#include "detector/records/message_words.hpp"
#include "dsp/lte/common_messages.hpp"
#include "dsp/lte/mib_codec.hpp"
#include "tools/cellwarden/output/pcapng_blocks.hpp"
#include "tools/cellwarden/output/sink.hpp"
#include "tools/cellwarden/output/text_layout.hpp"

namespace cellwarden::tools {
namespace {

constexpr double kForever_s = std::numeric_limits<double>::infinity();
constexpr double kLteFrame_s = 10e-3;
constexpr double kLteSubframe_s = 1e-3;

// Octets go in the network's order here.
void put(std::string& out, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = octets; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void put(std::string& out, std::span<const std::uint8_t> octets) {
  out.append(octets.begin(), octets.end());
}

/// What a header of GSMTAP says of the octets after it.
struct TapHeader {
  enum Type : std::uint8_t { kUm = 1, kLteRrc = 13 };
  enum Channel : std::uint8_t { kUmBcch = 1, kLteBcchBch = 4, kLteBcchDlSch = 5 };
  Type type{};
  Channel channel{};
  std::uint32_t frame{};   ///< LTE: of the system frame
  std::uint8_t subslot{};  ///< LTE: the subframe
};

/// Fourteen bits and a flag. Larger numbers of LTE do not fit: 0, as where it is not known.
std::uint16_t channel_field(const Carrier& carrier) {
  constexpr std::uint32_t kLargest = 0x3FFF;
  constexpr std::uint32_t kIsBand1900 = 0x8000;
  if (!carrier.channel || *carrier.channel > kLargest) return 0;
  const bool is_band_1900 = carrier.rat == Rat::kGsm && carrier.band == gsm::kBand1900;
  return static_cast<std::uint16_t>(*carrier.channel | (is_band_1900 ? kIsBand1900 : 0U));
}

void put_tap_header(std::string& out, const TapHeader& header, const Observation& seen) {
  constexpr double kLargest_db = 127;
  const auto snr_db =
      static_cast<int>(std::lround(std::clamp(seen.signal.snr_db, -kLargest_db, kLargest_db)));
  put(out, 2, 1);  // version
  put(out, 4, 1);  // words of four octets
  put(out, header.type, 1);
  put(out, 0, 1);  // timeslot: broadcast channels are on the first
  put(out, channel_field(seen.carrier), 2);
  put(out, 0, 1);  // level in dBm, which a receiver that nobody calibrated cannot know
  put(out, static_cast<std::uint8_t>(snr_db), 1);
  put(out, header.frame, 4);
  put(out, header.channel, 1);
  put(out, 0, 1);  // antenna
  put(out, header.subslot, 1);
  put(out, 0, 1);
}

/// RFC 791: the complement of the sum of its words in ones' complement.
std::uint16_t checksum(const std::string& header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(header[i])) << 8U;
    sum += static_cast<unsigned char>(header[i + 1]);
  }
  while (sum > 0xFFFFU) sum = (sum & 0xFFFFU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum & 0xFFFFU);
}

/// From this machine to itself: nobody sent it.
std::string ip_header(std::size_t content_octets) {
  constexpr std::size_t kLength_octets = 20, kChecksum_at = 10;
  constexpr std::uint64_t kLocalhost = 0x7F000001;
  std::string out;
  put(out, 0x4500, 2);
  put(out, kLength_octets + content_octets, 2);
  put(out, 0x00004000, 4);  // in one piece
  put(out, 0x4011, 2);      // time to live, UDP
  put(out, 0, 2);
  put(out, kLocalhost, 4);
  put(out, kLocalhost, 4);
  std::string sum;
  put(sum, checksum(out), 2);
  return out.replace(kChecksum_at, 2, sum);
}

std::string tap_packet(const TapHeader& header, const Observation& seen,
                       std::span<const std::uint8_t> message) {
  constexpr std::size_t kUdp_octets = 8;
  constexpr std::uint64_t kPort = 4729;
  std::string content;
  put_tap_header(content, header, seen);
  put(content, message);
  std::string out = ip_header(kUdp_octets + content.size());
  put(out, kPort, 2);
  put(out, kPort, 2);
  put(out, kUdp_octets + content.size(), 2);
  put(out, 0, 2);  // no checksum (RFC 768)
  return out + content;
}

/// A tag that names the dissector, the end of the tags, the page (TS 23.041, section 9.4.1.2).
std::string page_packet(const gsm::CellBroadcastPage& page) {
  constexpr std::uint64_t kDissectorName = 12;
  constexpr std::string_view kDissector{"gsm_cbs\0", 8};
  std::string out;
  put(out, kDissectorName, 2);
  put(out, kDissector.size(), 2);
  out.append(kDissector);
  put(out, 0, 4);
  put(out, page.serial_number, 2);
  put(out, page.message_identifier, 2);
  put(out, page.data_coding_scheme, 1);
  put(out, static_cast<unsigned>(page.page) << 4U | page.pages, 1);
  put(out, page.content);
  return out;
}

/// When a message began, in stream time. What a dwell heard lies within it.
double within(const Observation& seen, double t_s) {
  constexpr double kLongestDwell_s = 3600;  // a log of any origin may say more
  return std::clamp(t_s, seen.t_s, seen.t_s + std::clamp(seen.duration_s, 0.0, kLongestDwell_s));
}

/// From the dwell's first frame, the nearer way round.
double time_of(const Observation& seen, const gsm::BroadcastMessage& message) {
  constexpr std::uint32_t kPeriod = gsm::kHyperframe_frames;
  const std::uint32_t first = seen.gsm()->frame_number % kPeriod;
  const double frames = (message.frame_number + kPeriod + kPeriod / 2 - first) % kPeriod - kPeriod / 2.0;
  return within(seen, seen.frame_start_s.value + frames * gsm::kFrame_s);
}

double time_of(const Observation& seen, const lte::HeardMessage& message) {
  const int frames = seen.lte()->mib ? frames_into(*seen.lte(), message.sfn) : 0;
  return within(seen, seen.frame_start_s.value + frames * kLteFrame_s + message.subframe * kLteSubframe_s);
}

std::chrono::nanoseconds nanoseconds_of(double seconds) {
  constexpr double kLongest_s = 9e9;  // as many as 64 bits hold
  return std::chrono::round<std::chrono::nanoseconds>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, kLongest_s)));
}

/// UTC, or stream time where there is no clock or one that stands before 1970.
std::chrono::nanoseconds since_epoch(const Observation& seen, double t_s) {
  const auto stream_time = nanoseconds_of(t_s);
  if (!seen.time) return stream_time;
  const auto utc = seen.time->time_since_epoch() + nanoseconds_of(t_s - seen.t_s);
  return utc.count() < 0 ? stream_time : utc;
}

/// "SI3 of the GSM cell ARFCN 61 (947.400 MHz) BSIC 52, frame 1234567; SNR ..."
std::string comment_on(const Observation& seen, std::string_view message, std::string_view place) {
  const Carrier& carrier = seen.carrier;
  const bool is_lte = seen.lte() != nullptr;
  std::string out =
      fmt::format("{} of the {} cell {}", message, is_lte ? "LTE" : "GSM", carrier_text(carrier));
  if (is_lte && carrier.band && carrier.channel)
    out += fmt::format(" (band {}, EARFCN {})", *carrier.band, *carrier.channel);
  out += fmt::format(" {}{}; SNR {:.1f} dB, {:.1f} dBFS", physical_id_text(seen), place, seen.signal.snr_db,
                     seen.signal.power_dbfs);
  if (!seen.sensor.empty()) out += fmt::format("; sensor {}", printable(seen.sensor));
  if (!seen.time) out += "; the input has no clock: times are seconds since it began";
  return out;
}

std::string name_of(const lte::BroadcastMessage& message) {
  const auto blocks = records::block_names(message);
  const auto name = records::message_name(message);
  return blocks.empty() ? std::string(name) : fmt::format("{} ({})", name, fmt::join(blocks, ", "));
}

/// Packets are written in the order of time, each whole before the next: what is there can always be read.
/// Cells and receivers report a dwell one after the other, so a dwell's packets wait until the next begins.
class PcapngSink final : public Sink {
 public:
  explicit PcapngSink(Writer writer) : Sink(std::move(writer)) {
    write(pcapng::section_header("cellwarden " CELLWARDEN_VERSION));
  }

  [[nodiscard]] bool takes_messages() const noexcept override { return true; }

  void begin(const InputDescription& input) override {
    input_ = fmt::format("{} ({})", printable(input.name), printable(input.kind));
    tap_interface_ = add_interface(pcapng::LinkType::kIpv4, "broadcast messages");
    page_interface_.reset();
  }

  void dwell(const Dwell& dwell) override { write_until(dwell.listen.t_s); }

  void new_mib(const Observation& seen) override {
    if (seen.lte() == nullptr || !seen.lte()->mib) return;
    const lte::Mib& mib = *seen.lte()->mib;
    const TapHeader header{TapHeader::kLteRrc, TapHeader::kLteBcchBch, mib.sfn, 0};
    add(seen, within(seen, seen.frame_start_s.value), tap_interface_,
        tap_packet(header, seen, lte::octets_of(lte::bits_of(mib))),
        comment_on(seen, "mib",
                   fmt::format(", SFN {}; its parity tells {} antenna port{}", mib.sfn, mib.ports,
                               mib.ports == 1 ? "" : "s")));
  }

  void messages(const Observation& only_new) override {
    if (only_new.gsm() != nullptr) take(only_new, *only_new.gsm());
    if (only_new.lte() != nullptr) take(only_new, *only_new.lte());
  }

  void end(const Ending& /*ending*/) override { write_until(kForever_s); }

 private:
  struct Waiting {
    double t_s{};
    pcapng::Packet packet;
  };

  // Whoever hands them over: nothing but what a cell broadcasts to everybody.
  void take(const Observation& seen, const gsm::CellReport& report) {
    for (const gsm::BroadcastMessage& message : report.messages) {
      if (!is_system_information(message.octets)) continue;
      const TapHeader header{TapHeader::kUm, TapHeader::kUmBcch, message.frame_number, 0};
      add(seen, time_of(seen, message), tap_interface_, tap_packet(header, seen, message.octets),
          comment_on(seen, records::message_name(message.octets),
                     fmt::format(", frame {}", message.frame_number)));
    }
    for (const gsm::CellBroadcastPage& page : report.pages) {
      if (!page_interface_)
        page_interface_ = add_interface(pcapng::LinkType::kUpperProtocol, "pages of cell broadcast");
      add(seen, seen.t_s, *page_interface_, page_packet(page),
          comment_on(seen, records::kPageName, ", time of the dwell"));
    }
  }

  void take(const Observation& seen, const lte::CellReport& report) {
    if (!report.downlink) return;
    for (const lte::HeardMessage& message : report.downlink->messages) {
      const auto read = broadcast_in(message);
      if (!read) continue;
      const TapHeader header{TapHeader::kLteRrc, TapHeader::kLteBcchDlSch, message.sfn, message.subframe};
      add(seen, time_of(seen, message), tap_interface_, tap_packet(header, seen, message.octets),
          comment_on(seen, name_of(*read),
                     fmt::format(", SFN {} subframe {}", message.sfn, message.subframe)));
    }
  }

  void add(const Observation& seen, double t_s, std::uint32_t interface, std::string octets,
           std::string comment) {
    waiting_.push_back({t_s, {interface, since_epoch(seen, t_s), std::move(octets), std::move(comment)}});
  }

  [[nodiscard]] std::uint32_t add_interface(pcapng::LinkType link_type, std::string_view what) {
    write(pcapng::interface_description(link_type, fmt::format("{}: {}", input_, what)));
    return interfaces_++;
  }

  void write_until(double t_s) {
    std::ranges::stable_sort(waiting_, {}, &Waiting::t_s);
    const auto end = std::ranges::lower_bound(waiting_, t_s, {}, &Waiting::t_s);
    for (auto one = waiting_.begin(); one != end; ++one) write(pcapng::enhanced_packet(one->packet));
    waiting_.erase(waiting_.begin(), end);
  }

  void write(const std::string& block) {
    writer().write(block);
    writer().flush();
  }

  std::string input_;
  std::uint32_t interfaces_ = 0;
  std::uint32_t tap_interface_ = 0;
  std::optional<std::uint32_t> page_interface_;  ///< once there is a page
  std::vector<Waiting> waiting_;
};

}  // namespace

std::unique_ptr<Sink> make_pcapng_sink(Writer writer) {
  return std::make_unique<PcapngSink>(std::move(writer));
}

}  // namespace cellwarden::tools
