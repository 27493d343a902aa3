namespace Bosh.AspNetCore.InteropTests.Chat;

/// <summary>Messages that come through only where every byte is kept, and shown only where nothing is taken for markup.</summary>
internal static class HardTexts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "plain words",
        "<b>&amp;\"'</b>",
        "]]>",
        "<![CDATA[not a section]]>",
        "</body></message></stream:stream>",
        "<!-- no comment --> <?nor an instruction?> <!DOCTYPE x>",
        "&lt; &#65; &#x41; &nbsp; & &&",
        "<img src=x onerror=\"document.title='taken over'\"><script>document.title='taken over'</script>",
        "one line\nanother\n\nand one after an empty one",
        "  spaces in front, a\ttab within, spaces behind  ",
        "👋 🌍 😀😃😄",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇪🇺 1️⃣",
        "שלום עולם, left to right, مرحبا بالعالم",
        "\u202Eturned around\u202C and back",
        "e\u0301 n\u0303 \u0041\u030A and Z\u0351\u0343\u036B\u0310a\u034A\u0365l\u0306g\u0300o",
        "\u00E9 \u00F1 \u00C5, which look the same and are not",
        "漢字 かな 한국어 𠜎𠜱𡿺",
        "𝔣𝔯𝔞𝔨𝔱𝔲𝔯 𝄞 \U0001F9FF \U0010FFFD",
        "no-break\u00A0space, zero\u200Bwidth, line\u2028separator, \uFEFF mark, \u00AD hyphen",
        "Ж ξ ß ı İ ǅ ﬁ",
        "%s %00 %3Cb%3E ${x} {{y}} \\u0041 \\n \\",
        "jabber:client='x' xmlns=\"http://jabber.org/protocol/httpbind\" />",
        new string('ä', 3_000) + " and the end",
        "\"quotes\" 'of' «every» „kind“ `here`",
    ];

    /// <summary>The same, each with who says it and a number, so that none equals another.</summary>
    public static IReadOnlyList<string> By(string name) => [.. All.Select((text, index) => $"{text} {name} {index}")];
}
