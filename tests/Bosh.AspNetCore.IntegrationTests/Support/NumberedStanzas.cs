using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Stanzas of one size, each with its number: so many that a flood of them has a known length, and each byte of it a known value.</summary>
internal sealed class NumberedStanzas
{
    private const string Head = "<message xmlns='jabber:client' from='a@localhost' id='";
    private const string Middle = "'><body>";
    private const string Tail = "</body></message>";

    private readonly string _filling;

    public NumberedStanzas(int size, int count)
    {
        Size = size;
        Count = count;
        _filling = new string('x', size - Head.Length - 8 - Middle.Length - Tail.Length);
    }

    /// <summary>The bytes of one.</summary>
    public int Size { get; }

    public int Count { get; }

    public string this[int number] => string.Create(CultureInfo.InvariantCulture, $"{Head}{number:D8}{Middle}{_filling}{Tail}");

    /// <summary>Several, one after the other.</summary>
    public string Batch(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(number => this[number]));

    /// <summary>Writes them all.</summary>
    public async Task WriteToAsync(Stream stream, Action<int>? progress = null)
    {
        for (var number = 0; number < Count; number++)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(this[number])).Soon();
            progress?.Invoke(number);
        }
    }

    /// <summary>Reads them all.</summary>
    /// <exception cref="InvalidOperationException">One is missing, comes twice or is not as it was.</exception>
    public async Task ReadFromAsync(Stream stream, Action<int>? progress = null)
    {
        var buffer = new byte[Size];
        for (var number = 0; number < Count; number++)
        {
            await stream.ReadExactlyAsync(buffer).Soon();
            Check(number, Encoding.UTF8.GetString(buffer));
            progress?.Invoke(number);
        }
    }

    /// <summary>Sees whether text is that of a number.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void Check(int number, ReadOnlySpan<char> text)
    {
        if (!text.SequenceEqual(this[number]))
        {
            throw new InvalidOperationException($"In the place of stanza {number} there is: {text[..Math.Min(text.Length, 100)]}");
        }
    }
}
