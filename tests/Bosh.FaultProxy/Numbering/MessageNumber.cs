namespace Bosh.FaultProxy.Numbering;

/// <summary>The kind and the number that a message carries in its id.</summary>
internal readonly record struct MessageNumber(MessageKind Kind, long Number)
{
    /// <summary>The digits of a number, with leading zeros.</summary>
    public const int Digits = 10;

    /// <summary>The bytes from the space before <c>id=</c> to the last digit.</summary>
    public const int TokenLength = 5 + 2 + Digits;

    /// <summary>Finds the next id of ours in a text.</summary>
    /// <param name="text">The text; what has been read is cut off its front.</param>
    /// <param name="number">What the id says.</param>
    public static bool TryReadNext(ref ReadOnlySpan<byte> text, out MessageNumber number)
    {
        while (true)
        {
            int at = text.IndexOf(" id="u8);
            if (at < 0 || text.Length - at < TokenLength)
            {
                number = default;
                return false;
            }

            ReadOnlySpan<byte> token = text.Slice(at, TokenLength);
            text = text[(at + 4)..];
            if (token[6] == '-' && TryParseDigits(token[7..], out long value))
            {
                number = new MessageNumber((MessageKind)token[5], value);
                text = text[(TokenLength - 4)..];
                return true;
            }
        }
    }

    /// <summary>Writes the ten digits.</summary>
    public static void WriteDigits(long number, Span<byte> digits)
    {
        for (int i = Digits - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
