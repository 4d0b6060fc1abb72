#include "dsp/capture/sigmf_writer.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "dsp/capture/digest.hpp"
#include "dsp/capture/sigmf_captures.hpp"

namespace cellwarden::capture {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kMeta = ".sigmf-meta";
constexpr std::string_view kData = ".sigmf-data";
constexpr std::string_view kPart = ".part";

std::string base_of(const std::string& name) {
  for (const std::string_view ending : {kMeta, kData}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

tl::unexpected<Error> system_error(const std::string& name, const char* what) {
  return fail(ErrorCode::kFile, name + ": " + what + ": " + std::generic_category().message(errno));
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
  SigmfCaptures positions;
  bool is_finished{};

  [[nodiscard]] std::string document() {
    const ordered_json whole{{"global", ordered_json::parse(sigmf_global(options, rate_hz, digest.finish()))},
                             {"captures", captures},
                             {"annotations", ordered_json::array()}};
    return whole.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  }
};

SigmfWriter::SigmfWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigmfWriter::~SigmfWriter() = default;

Result<std::unique_ptr<SigmfWriter>> SigmfWriter::create(const std::string& name,
                                                         const SigmfWriterOptions& options) {
  if (!is_sigmf_format(options.format)) {
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
  if (const auto segment = state.positions.add(block, block.samples.size())) {
    state.captures.push_back(ordered_json::parse(*segment));
  }
  state.octets.resize(block.samples.size() * bytes_per_sample(state.options.format));
  from_float(state.options.format, block.samples, state.octets);
  state.digest.update(state.octets);
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
