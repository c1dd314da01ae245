// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger/record/JsonDocument.h"

#include <optional>

namespace carnet::json {

/// Bounds on one scanned value. What lies beyond is passed over and told, without memory for it.
struct ScanLimits {
    std::size_t depth = 64;         ///< objects and arrays inside each other, the outermost counted
    std::size_t bytes = 16u << 20;  ///< of the value's text
    std::size_t values = 1'000'000; ///< of all kinds together
    std::size_t numberBytes = 1024; ///< of one number
};

/// Beyond this depth nothing is passed over: the scan ends.
inline constexpr std::size_t kDeepestPassedOver = 4096;

enum class FaultKind {
    Syntax,       ///< not JSON (RFC 8259)
    Encoding,     ///< not UTF-8 (RFC 3629), or begins with a byte order mark
    DuplicateKey, ///< an object has a name twice
    TooDeep,
    TooLarge,
    LoneSurrogate, ///< an escape such as \ud800 without its other half: no character at all
};

struct Fault {
    FaultKind kind = FaultKind::Syntax;
    std::size_t offset = 0; ///< in the whole text
    std::string message;    ///< a sentence's end: "has the key \"status\" twice"
};

/// Reads JSON values one after the other from a text, strictly, and notes where they stand. Numbers stay as
/// written.
///
/// Two sorts of faults: what leaves it unclear where a value ends (Syntax, Encoding, too deep to pass over)
/// ends the scan; all others leave the value unusable and the text after it readable. Neither recursion nor
/// memory depends on the depth of the input. One object belongs to one thread.
class Scanner {
public:
    explicit Scanner(std::string_view text, std::size_t position = 0) : m_text(text), m_position(position) {}

    std::size_t position() const { return m_position; }
    bool atEnd() const { return m_position >= m_text.size(); }
    void skipSpace();
    /// The next byte that is no white space, not consumed; 0 at the end.
    char peek();
    /// Consumes white space and that byte; a Syntax fault where another follows.
    bool expect(char wanted);

    /// Reads the value that follows into `document`; the text of the document begins at the value's first
    /// byte. False when the scan ended, see fault(). True with valueFault() set: the value was passed over,
    /// the document holds only a part of it.
    bool readValue(Document& document, const ScanLimits& limits);
    /// Reads a string, such as a member's name. The range is what stands between the quotes.
    bool readString(std::size_t& begin, std::size_t& end, bool& escaped);

    const std::optional<Fault>& fault() const { return m_fault; }
    const std::optional<Fault>& valueFault() const { return m_valueFault; }

    /// Line and column of an offset, both from 1, the column in bytes.
    static std::pair<std::size_t, std::size_t> lineAndColumn(std::string_view text, std::size_t offset);

private:
    struct Frame {
        std::uint32_t node;    // kNoNode while passing over
        std::uint32_t members; // size of m_members when the object began
        bool object;
    };

    bool stop(FaultKind kind, std::size_t offset, std::string message);
    void mark(FaultKind kind, std::size_t offset, std::string message);
    bool readScalar(Kind& kind, bool& escaped);
    bool readNumber();
    bool readWord(std::string_view word);
    bool scanStringBody(bool& escaped);
    bool readUtf8Sequence();
    bool readEscape();
    bool readMemberName(Node& node);
    bool openContainer(const Node& node, const ScanLimits& limits);
    void closeContainer();
    void checkMembers(std::uint32_t from);
    void place(Node node, const ScanLimits& limits, std::uint32_t& index);

    std::string_view m_text;
    std::size_t m_position;
    std::size_t m_origin = 0; // offset of the value that is being read
    Document* m_document = nullptr;
    std::vector<Frame> m_frames;
    std::vector<std::uint32_t> m_members; // nodes of the members of the objects that are open
    std::optional<Fault> m_fault;
    std::optional<Fault> m_valueFault;
};

/// Scans a text that must be one value and nothing else but white space around it. Returns the fault,
/// whatever its sort. Any thread.
std::optional<Fault> scanWhole(std::string_view text, Document& document, const ScanLimits& limits = {});

} // namespace carnet::json
