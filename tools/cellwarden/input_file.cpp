#include "tools/cellwarden/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <streambuf>
#include <utility>
#include <vector>

#include "dsp/capture/archive_bytes.hpp"

namespace cellwarden::tools {
namespace {

constexpr std::array<std::string_view, 4> kPacked{".zst", ".gz", ".xz", ".bz2"};
constexpr std::size_t kChunk_bytes = std::size_t{1} << 16U;

bool is_packed(std::string_view name) {
  return std::ranges::any_of(kPacked, [name](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

class InputFile::Buffer final : public std::streambuf {
 public:
  explicit Buffer(std::unique_ptr<capture::ByteSource> bytes)
      : bytes_(std::move(bytes)), chunk_(kChunk_bytes) {}

  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }

  [[nodiscard]] std::string_view head() {
    if (gptr() == egptr()) underflow();
    return {gptr(), static_cast<std::size_t>(egptr() - gptr())};
  }

 protected:
  int_type underflow() override {
    if (failure_) return traits_type::eof();
    const auto count = bytes_->read(std::as_writable_bytes(std::span(chunk_)));
    if (!count) {
      failure_ = count.error();
      return traits_type::eof();
    }
    setg(chunk_.data(), chunk_.data(), chunk_.data() + *count);
    return *count == 0 ? traits_type::eof() : traits_type::to_int_type(chunk_.front());
  }

 private:
  std::unique_ptr<capture::ByteSource> bytes_;
  std::vector<char> chunk_;
  std::optional<Error> failure_;
};

InputFile::InputFile(std::string name, std::unique_ptr<capture::ByteSource> bytes,
                     capture::DigestingBytes* digest)
    : name_(std::move(name)),
      buffer_(std::make_unique<Buffer>(std::move(bytes))),
      digest_(digest),
      stream_(buffer_.get()) {}

InputFile::~InputFile() = default;

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& name) {
  auto file = capture::open_file(name, std::make_shared<capture::StopSignal>());
  if (!file) return tl::unexpected(file.error());
  auto digesting = std::make_unique<capture::DigestingBytes>(std::move(*file), false);
  auto* const digest = digesting.get();
  if (!is_packed(name)) {
    return std::unique_ptr<InputFile>(new InputFile(name, std::move(digesting), digest));
  }
  auto unpacked = capture::open_compressed(name, std::move(digesting));
  if (!unpacked) return tl::unexpected(unpacked.error());
  return std::unique_ptr<InputFile>(new InputFile(name, std::move(*unpacked), digest));
}

std::string_view InputFile::head() {
  return buffer_->head();
}

const std::optional<Error>& InputFile::failure() const noexcept {
  return buffer_->failure();
}

Result<std::string> InputFile::finish_sha256() {
  auto hashes = digest_->finish();
  if (!hashes) return tl::unexpected(hashes.error());
  return *hashes ? (*hashes)->sha256 : std::string();
}

Result<std::string> InputFile::read_all(std::size_t limit_bytes) {
  std::string text;
  std::string chunk(kChunk_bytes, '\0');
  while (stream_ && text.size() <= limit_bytes) {
    stream_.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<std::size_t>(stream_.gcount()));
  }
  if (failure()) return tl::unexpected(*failure());
  if (text.size() > limit_bytes) {
    return fail(ErrorCode::kFile, fmt::format("{}: is larger than {} MB", name_, limit_bytes >> 20U));
  }
  return text;
}

std::string content_extension(std::string_view name) {
  std::filesystem::path path(name);
  if (is_packed(name)) path = path.stem();
  return path.extension().string();
}

}  // namespace cellwarden::tools
