#include "dsp/capture/byte_source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cellwarden::capture {
namespace {

/// strerror without its shared buffer.
std::string reason(int error) {
  return std::generic_category().message(error);
}

class FileBytes final : public ByteSource {
 public:
  FileBytes(std::string name, int descriptor, bool is_owned, std::shared_ptr<StopSignal> stop)
      : name_(std::move(name)), descriptor_(descriptor), is_owned_(is_owned), stop_(std::move(stop)) {
    struct stat status {};
    is_regular_ = ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
    if (!is_regular_) return;
    size_ = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
    position_ = static_cast<std::uint64_t>(std::max<off_t>(::lseek(descriptor_, 0, SEEK_CUR), 0));
  }
  ~FileBytes() override {
    if (is_owned_) ::close(descriptor_);
  }

  Result<std::size_t> read(std::span<std::byte> out) override {
    for (;;) {
      if (!wait()) return 0;
      const auto count = ::read(descriptor_, out.data(), out.size());
      if (count >= 0) {
        position_ += static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
      }
      if (errno != EINTR && errno != EAGAIN) {
        return fail(ErrorCode::kFile, name_ + ": cannot be read: " + reason(errno));
      }
    }
  }

  std::optional<std::uint64_t> remaining() const override {
    if (!is_regular_) return {};
    return size_ > position_ ? size_ - position_ : 0;
  }

  bool skip(std::uint64_t count) override {
    if (!is_regular_ || count > *remaining()) return false;
    if (::lseek(descriptor_, static_cast<off_t>(position_ + count), SEEK_SET) < 0) return false;
    position_ += count;
    return true;
  }

 private:
  /// \return false when the stream was stopped
  bool wait() const {
    if (stop_->is_raised()) return false;
    if (is_regular_) return true;
    std::array<pollfd, 2> waited{{{descriptor_, POLLIN, 0}, {stop_->descriptor(), POLLIN, 0}}};
    while (::poll(waited.data(), waited.size(), -1) < 0 && errno == EINTR) {
    }
    return !stop_->is_raised();
  }

  std::string name_;
  int descriptor_;
  bool is_owned_;
  std::shared_ptr<StopSignal> stop_;
  bool is_regular_{};
  std::uint64_t size_{};
  std::uint64_t position_{};
};

}  // namespace

StopSignal::StopSignal() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopSignal::~StopSignal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void StopSignal::raise() noexcept {
  raised_ = true;
  const std::uint64_t one = 1;
  // It can only fail when the counter is already full, that is, raised.
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

bool ByteSource::skip(std::uint64_t count) {
  return count == 0;
}

Result<std::size_t> MemoryBytes::read(std::span<std::byte> out) {
  const std::size_t count = std::min(out.size(), bytes_.size() - position_);
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(position_), count, out.begin());
  position_ += count;
  return count;
}

Result<std::unique_ptr<ByteSource>> open_file(const std::string& name, std::shared_ptr<StopSignal> stop) {
  if (name == "-") return std::make_unique<FileBytes>(name, STDIN_FILENO, false, std::move(stop));
  const int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(ErrorCode::kFile, name + ": cannot be opened: " + reason(errno));
  return std::make_unique<FileBytes>(name, descriptor, true, std::move(stop));
}

ByteReader::ByteReader(std::unique_ptr<ByteSource> source) : source_(std::move(source)), buffer_(kMaxPeek) {}

Result<std::span<const std::byte>> ByteReader::peek(std::size_t count) {
  count = std::min(count, kMaxPeek);
  if (taken_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + taken_, buffered_ - taken_);
    buffered_ -= taken_;
    taken_ = 0;
  }
  while (buffered_ < count) {
    const auto got = source_->read(std::span(buffer_).subspan(buffered_, count - buffered_));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    buffered_ += *got;
  }
  return std::span<const std::byte>(buffer_).first(std::min(count, buffered_));
}

std::size_t ByteReader::take_buffered(std::span<std::byte> out) {
  const std::size_t count = std::min(out.size(), buffered_ - taken_);
  if (count != 0) std::memcpy(out.data(), buffer_.data() + taken_, count);
  taken_ += count;
  return count;
}

Result<std::size_t> ByteReader::read(std::span<std::byte> out) {
  std::size_t filled = take_buffered(out);
  while (filled < out.size()) {
    auto got = source_->read(out.subspan(filled));
    if (!got) return got;
    if (*got == 0) break;
    filled += *got;
  }
  return filled;
}

Result<std::uint64_t> ByteReader::discard(std::uint64_t count) {
  std::vector<std::byte> scratch(static_cast<std::size_t>(std::min<std::uint64_t>(count, 1U << 16U)));
  std::uint64_t passed = 0;
  while (passed < count) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count - passed, scratch.size()));
    const auto got = read(std::span(scratch).first(wanted));
    if (!got) return tl::unexpected(got.error());
    passed += *got;
    if (*got < wanted) break;
  }
  return passed;
}

Result<std::uint64_t> ByteReader::skip(std::uint64_t count) {
  const std::uint64_t buffered = std::min<std::uint64_t>(count, buffered_ - taken_);
  taken_ += static_cast<std::size_t>(buffered);
  const auto left = source_->remaining();
  const std::uint64_t wanted = left ? std::min(count - buffered, *left) : count - buffered;
  if (wanted == 0 || source_->skip(wanted)) return buffered + wanted;
  auto passed = discard(wanted);
  if (!passed) return passed;
  return buffered + *passed;
}

std::optional<std::uint64_t> ByteReader::remaining() const {
  const auto left = source_->remaining();
  if (!left) return {};
  return *left + (buffered_ - taken_);
}

Result<std::string> read_text(ByteReader& reader, std::size_t limit, const std::string& name) {
  std::string text(limit + 1, '\0');
  const auto got = reader.read(std::as_writable_bytes(std::span(text)));
  if (!got) return tl::unexpected(got.error());
  if (*got > limit) {
    return fail(ErrorCode::kFormat,
                name + ": larger than " + std::to_string(limit) + " octets; not a sidecar");
  }
  text.resize(*got);
  return text;
}

std::uint64_t little_endian(std::span<const std::byte> bytes) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
    value |= std::to_integer<std::uint64_t>(bytes[i]) << (8U * i);
  }
  return value;
}

}  // namespace cellwarden::capture
