#include "dsp/capture/sigmf_writer.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "dsp/capture/digest.hpp"
#include "dsp/capture/sigmf_meta.hpp"
#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kMeta = ".sigmf-meta";
constexpr std::string_view kData = ".sigmf-data";
constexpr std::string_view kPart = ".part";

std::optional<std::string_view> datatype_of(SampleFormat format) {
  switch (format) {
    case SampleFormat::kCu8:
      return "cu8";
    case SampleFormat::kCs8:
      return "ci8";
    case SampleFormat::kCs16:
      return "ci16_le";
    case SampleFormat::kCf32:
      return "cf32_le";
    default:
      return {};
  }
}

std::string base_of(const std::string& name) {
  for (const std::string_view ending : {kMeta, kData}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

tl::unexpected<Error> system_error(const std::string& name, const char* what) {
  return fail(ErrorCode::kFile, name + ": " + what + ": " + std::generic_category().message(errno));
}

/// Whole numbers without ".0": rates and frequencies are mostly such.
ordered_json number(double value) {
  constexpr double kExact = 9007199254740992.0;
  if (std::abs(value) < kExact && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

/// A file under its name plus ".part" until it is kept.
class PartFile {
 public:
  explicit PartFile(std::string name) : name_(std::move(name)), part_name_(name_ + std::string(kPart)) {}
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(part_name_.c_str());
  }

  Result<void> open() {
    if (::access(name_.c_str(), F_OK) == 0) {
      return fail(ErrorCode::kFile, name_ + ": exists and is not overwritten; give another name");
    }
    descriptor_ = ::open(part_name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor_ < 0) return system_error(part_name_, "cannot be created");
    return {};
  }

  Result<void> write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return system_error(part_name_, "cannot be written");
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  /// On the disk, still under the name ".part".
  Result<void> flush() const {
    if (::fsync(descriptor_) != 0) return system_error(part_name_, "cannot be written");
    return {};
  }

  /// Under its own name.
  Result<void> keep() {
    if (std::rename(part_name_.c_str(), name_.c_str()) != 0) return system_error(name_, "cannot be renamed");
    ::close(std::exchange(descriptor_, -1));
    return {};
  }

 private:
  std::string name_;
  std::string part_name_;
  int descriptor_{-1};
};

}  // namespace

struct SigmfWriter::State {
  State(const std::string& base, SigmfWriterOptions wanted)
      : options(std::move(wanted)),
        data(base + std::string(kData)),
        meta(base + std::string(kMeta)),
        base_name(base) {}

  SigmfWriterOptions options;
  PartFile data;
  PartFile meta;
  std::string base_name;
  Digest digest{DigestKind::kSha512};
  ordered_json captures = ordered_json::array();
  std::vector<std::byte> octets;
  double rate_hz{};
  double center_hz{};
  std::uint64_t stored{};
  std::uint64_t next_index{};  ///< of a block that follows without a gap
  bool is_finished{};

  [[nodiscard]] bool needs_segment(const IqBlock& block) const {
    return captures.empty() || block.gap_before || block.lost_before != 0 || block.dropped_before != 0 ||
           block.first_sample != next_index || block.center_hz != center_hz;
  }

  void open_segment(const IqBlock& block) {
    ordered_json capture{{"core:sample_start", stored},
                         {"core:global_index", block.first_sample},
                         {"core:frequency", number(block.center_hz)}};
    if (block.received_at) capture["core:datetime"] = format_utc(*block.received_at);
    captures.push_back(std::move(capture));
    center_hz = block.center_hz;
  }

  [[nodiscard]] std::string document() {
    ordered_json global{{"core:datatype", *datatype_of(options.format)}, {"core:version", "1.2.0"}};
    if (rate_hz > 0.0) global["core:sample_rate"] = number(rate_hz);
    global["core:recorder"] = "cellwarden";
    if (!options.hardware.empty()) global["core:hw"] = options.hardware;
    if (!options.description.empty()) global["core:description"] = options.description;
    if (options.receiver_at) {
      global["core:geolocation"] = {
          {"type", "Point"},
          {"coordinates", {options.receiver_at->longitude_deg, options.receiver_at->latitude_deg}}};
    }
    if (options.loops_seamlessly) {
      global["core:extensions"] =
          ordered_json::array({{{"name", "cellwarden"}, {"version", "1.0.0"}, {"optional", true}}});
      global[kLoopsSeamlesslyKey] = true;
    }
    global["core:sha512"] = digest.finish();
    const ordered_json whole{
        {"global", global}, {"captures", captures}, {"annotations", ordered_json::array()}};
    return whole.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  }
};

SigmfWriter::SigmfWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigmfWriter::~SigmfWriter() = default;

Result<std::unique_ptr<SigmfWriter>> SigmfWriter::create(const std::string& name,
                                                         const SigmfWriterOptions& options) {
  if (!datatype_of(options.format)) {
    return fail(ErrorCode::kConfig, name + ": SigMF is written as cu8, cs8, cs16 or cf32, not " +
                                        std::string(to_string(options.format)));
  }
  auto state = std::make_unique<State>(base_of(name), options);
  if (auto opened = state->meta.open(); !opened) return tl::unexpected(opened.error());
  if (auto opened = state->data.open(); !opened) return tl::unexpected(opened.error());
  return std::unique_ptr<SigmfWriter>(new SigmfWriter(std::move(state)));
}

Result<void> SigmfWriter::write(const IqBlock& block) {
  State& state = *state_;
  if (state.is_finished) return fail(ErrorCode::kFile, state.base_name + ": already finished");
  if (state.captures.empty()) state.rate_hz = block.sample_rate_hz;
  if (block.sample_rate_hz != state.rate_hz) {
    return fail(ErrorCode::kFormat,
                state.base_name + ": a SigMF recording has one sample rate; open another");
  }
  if (state.needs_segment(block)) state.open_segment(block);
  state.octets.resize(block.samples.size() * bytes_per_sample(state.options.format));
  from_float(state.options.format, block.samples, state.octets);
  state.digest.update(state.octets);
  state.stored += block.samples.size();
  state.next_index = block.first_sample + block.samples.size();
  return state.data.write(state.octets);
}

Result<void> SigmfWriter::finish() {
  State& state = *state_;
  if (std::exchange(state.is_finished, true)) return {};
  const std::string document = state.document();
  if (auto done = state.meta.write(std::as_bytes(std::span(document))); !done) return done;
  if (auto done = state.data.flush(); !done) return done;
  if (auto done = state.meta.flush(); !done) return done;
  // Data first: metadata that can be seen always has its samples.
  if (auto done = state.data.keep(); !done) return done;
  return state.meta.keep();
}

}  // namespace cellwarden::capture
