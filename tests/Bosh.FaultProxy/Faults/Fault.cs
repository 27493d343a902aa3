using System.Globalization;

namespace Bosh.FaultProxy.Faults;

/// <summary>One fault, and where it strikes. Its text is <c>KIND DIRECTION MESSAGE:OFFSET AMOUNT</c>, as <c>cut down 3:17</c>.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Direction">Which way the bytes go that it happens to.</param>
/// <param name="Message">The HTTP message, from 0; without HTTP all is message 0.</param>
/// <param name="Offset">The bytes of the message that are passed before; beyond its length, all of them.</param>
/// <param name="Amount">How much of it, for those kinds that have an amount.</param>
internal sealed record Fault(FaultKind Kind, Direction Direction, int Message, long Offset, int Amount = 0)
{
    /// <summary>The offset after the last byte of a message.</summary>
    public const long End = long.MaxValue;

    private const string EndWord = "end";

    /// <summary>Reads the text of a fault.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Fault Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] place = words.Length is 3 or 4 ? words[2].Split(':') : [];
        if (place.Length != 2
            || !Enum.TryParse(words[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out FaultKind kind)
            || !Enum.TryParse(words[1], ignoreCase: true, out Direction direction)
            || !TryParse(place[0], out long message)
            || !TryParse(place[1], out long offset)
            || !TryParse(words.Length == 4 ? words[3] : "0", out long amount))
        {
            throw new FormatException($"'{text}' is no fault such as 'cut down 3:17' or 'delay up 0:end 100'.");
        }

        return new Fault(kind, direction, checked((int)message), offset, checked((int)amount));
    }

    public override string ToString()
    {
        string offset = Offset == End ? EndWord : Offset.ToString(CultureInfo.InvariantCulture);
        string text = string.Create(CultureInfo.InvariantCulture, $"{NameOf(Kind)} {NameOf(Direction)} {Message}:{offset}");
        return Amount == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} {Amount}");
    }

    /// <summary>The name as it stands in texts and on command lines: <c>half-close</c>.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum
        => string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private static bool TryParse(string text, out long number)
    {
        number = End;
        return string.Equals(text, EndWord, StringComparison.Ordinal)
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
