#include "dsp/capture/encrypted_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <span>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "dsp/capture/sigmf_captures.hpp"
#include "dsp/capture/sigmf_meta.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::size_t kLengthOctets = 4;
constexpr std::size_t kKindOctets = 1;
constexpr std::size_t kFrameOctets = kLengthOctets + kSealOverhead_octets + kKindOctets;
constexpr std::size_t kMostPayload_octets = kMostMessageOctets - kKindOctets;
/// Room that is kept for a segment and the end.
constexpr std::uint64_t kReserve_octets = 1024;
/// Beyond it the metadata could not be read again; a hundred thousand gaps are no recording.
constexpr std::size_t kMostCaptures_octets = kMaxSigmfMetaBytes - (std::size_t{1} << 16U);

std::span<const std::byte> octets_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// A new file, its whole parts only.
class NewFile {
 public:
  explicit NewFile(std::string name) : name_(std::move(name)) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  Result<void> open() {
    descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor_ >= 0) return {};
    if (errno == EEXIST) {
      return fail(ErrorCode::kFile, name_ + ": exists and is not overwritten; give another name");
    }
    return failure("cannot be created");
  }

  /// All of it, or nothing and an error.
  Result<void> write(std::span<const std::byte> octets) {
    const std::uint64_t size = size_ + octets.size();
    while (!octets.empty()) {
      const auto count = ::write(descriptor_, octets.data(), octets.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        auto failed = failure("cannot be written");
        [[maybe_unused]] const int cut = ::ftruncate(descriptor_, static_cast<off_t>(size_));
        return failed;
      }
      octets = octets.subspan(static_cast<std::size_t>(count));
    }
    size_ = size;
    return {};
  }

  Result<void> flush() {
    if (::fsync(descriptor_) != 0) return failure("cannot be written");
    return {};
  }

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  [[nodiscard]] tl::unexpected<Error> failure(const char* what) const {
    return fail(ErrorCode::kFile, name_ + ": " + what + ": " + std::generic_category().message(errno));
  }

  std::string name_;
  int descriptor_{-1};
  std::uint64_t size_{};
};

}  // namespace

struct EncryptedWriter::State {
  State(const std::string& name, EncryptedWriterOptions wanted, SealingStream sealing)
      : file(name),
        options(std::move(wanted)),
        stream(std::move(sealing)),
        header(to_text(options.header)),
        sample_octets(bytes_per_sample(options.header.format)) {
    message.reserve(kMostMessageOctets);
    begin_message();
  }

  NewFile file;
  EncryptedWriterOptions options;
  SealingStream stream;
  std::string header;
  std::size_t sample_octets;
  SigmfCaptures captures;
  std::vector<std::byte> message;  ///< of samples, its kind first
  std::vector<std::byte> sealed;
  std::size_t captures_octets{};
  std::uint64_t segments{};
  bool is_begun{};     ///< the first message, which the header belongs to, is written
  bool is_finished{};  ///< or failed

  void begin_message() { message.assign(1, static_cast<std::byte>(MessageKind::kSamples)); }

  Result<void> put(std::span<const std::byte> plain) {
    const std::size_t length = plain.size() + kSealOverhead_octets;
    sealed.resize(kLengthOctets + length);
    for (std::size_t i = 0; i < kLengthOctets; ++i) sealed[i] = static_cast<std::byte>(length >> (8U * i));
    const bool is_last = static_cast<MessageKind>(plain.front()) == MessageKind::kEnd;
    const auto bound = is_begun ? std::span<const std::byte>() : octets_of(header);
    stream.seal(plain, bound, is_last, std::span(sealed).subspan(kLengthOctets));
    is_begun = true;
    return keep(file.write(sealed));
  }

  Result<void> put(MessageKind kind, const std::string& text) {
    std::vector<std::byte> plain(1, static_cast<std::byte>(kind));
    const auto octets = octets_of(text);
    plain.insert(plain.end(), octets.begin(), octets.end());
    return put(plain);
  }

  Result<void> put_samples() {
    if (message.size() <= kKindOctets) return {};
    auto done = put(message);
    begin_message();
    return done;
  }

  /// After a failure nothing more is written.
  Result<void> keep(Result<void> done) {
    if (!done) is_finished = true;
    return done;
  }

  [[nodiscard]] std::uint64_t octets() const {
    return file.size() + (message.size() > kKindOctets ? message.size() + kFrameOctets : 0);
  }

  [[nodiscard]] std::size_t room_samples() const {
    const std::uint64_t taken = octets() + kReserve_octets;
    if (taken >= options.most_octets) return 0;
    // Each message costs its frame; counted twice, so that a part of one is counted, too.
    const std::uint64_t left = options.most_octets - taken;
    const std::uint64_t frames = (left / kMostPayload_octets + 1) * kFrameOctets;
    return static_cast<std::size_t>((left > frames ? left - frames : 0) / sample_octets);
  }

  Result<void> open_segment(const std::string& segment) {
    if (auto done = put_samples(); !done) return done;
    captures_octets += segment.size() + 1;
    ++segments;
    return put(MessageKind::kCapture, segment);
  }

  Result<void> put_block(std::span<const Sample> samples) {
    while (!samples.empty()) {
      const std::size_t begin = message.size();
      const std::size_t fit = (kMostMessageOctets - begin) / sample_octets;
      const auto part = samples.first(std::min(fit, samples.size()));
      message.resize(begin + part.size() * sample_octets);
      from_float(options.header.format, part, std::span(message).subspan(begin));
      samples = samples.subspan(part.size());
      if (fit != part.size()) break;
      if (auto done = put_samples(); !done) return done;
    }
    return {};
  }
};

EncryptedWriter::EncryptedWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
EncryptedWriter::~EncryptedWriter() = default;

Result<std::unique_ptr<EncryptedWriter>> EncryptedWriter::create(const std::string& file,
                                                                 const EncryptedWriterOptions& options) {
  if (!is_sigmf_format(options.header.format)) {
    return fail(ErrorCode::kConfig, file + ": SigMF is written as cu8, cs8, cs16 or cf32, not " +
                                        std::string(to_string(options.header.format)));
  }
  auto stream = SealingStream::create(options.reader);
  if (!stream) return tl::unexpected(stream.error());
  auto state = std::make_unique<State>(file, options, std::move(*stream));
  state->options.sigmf.format = options.header.format;
  if (auto opened = state->file.open(); !opened) return tl::unexpected(opened.error());
  const std::string global = sigmf_global(state->options.sigmf, options.header.rate_hz, {});
  auto done = state->file.write(octets_of(state->header));
  if (done) done = state->file.write(state->stream.start());
  if (done) done = state->put(MessageKind::kGlobal, global);
  if (done) return std::unique_ptr<EncryptedWriter>(new EncryptedWriter(std::move(state)));
  ::unlink(file.c_str());
  return tl::unexpected(done.error());
}

Result<std::size_t> EncryptedWriter::write(const IqBlock& block) {
  State& state = *state_;
  const std::string& name = state.file.name();
  if (state.is_finished) return fail(ErrorCode::kFile, name + ": already finished");
  if (block.sample_rate_hz != state.options.header.rate_hz) {
    return fail(ErrorCode::kFormat, name + ": a SigMF recording has one sample rate; open another");
  }
  const std::size_t count = std::min(block.samples.size(), state.room_samples());
  if (count == 0) return 0;
  if (state.captures_octets > kMostCaptures_octets) {
    return fail(ErrorCode::kFormat, name + ": more gaps than a recording can tell; a lower --rate has fewer");
  }
  if (const auto segment = state.captures.add(block, count)) {
    if (auto done = state.open_segment(*segment); !done) return tl::unexpected(done.error());
  }
  if (auto done = state.put_block(block.samples.first(count)); !done) return tl::unexpected(done.error());
  return count;
}

Result<void> EncryptedWriter::finish() {
  State& state = *state_;
  if (state.is_finished) return {};
  auto done = state.put_samples();
  if (done) done = state.put(MessageKind::kEnd, {});
  if (done) done = state.keep(state.file.flush());
  state.is_finished = true;
  return done;
}

std::uint64_t EncryptedWriter::octets() const noexcept {
  return state_->octets();
}
std::uint64_t EncryptedWriter::stored_samples() const noexcept {
  return state_->captures.stored_samples();
}
std::uint64_t EncryptedWriter::segments() const noexcept {
  return state_->segments;
}

}  // namespace cellwarden::capture
