using System.Globalization;
using System.Net;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>A command line of <c>--name value</c> pairs and <c>--name</c> switches. A name may come several times.</summary>
internal sealed class Arguments
{
    private readonly List<(string Name, string? Value)> _pairs = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public Arguments(ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new LoadException($"'{words[i]}' is not an option.");
            }

            string? value = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal) ? words[i + 1] : null;
            _pairs.Add((words[i][2..], value));
            i += value is null ? 0 : 1;
        }
    }

    public bool Has(string name)
    {
        _known.Add(name);
        return _pairs.Exists(pair => string.Equals(pair.Name, name, StringComparison.Ordinal));
    }

    public string? Text(string name) => All(name).LastOrDefault();

    public string Required(string name) => Text(name) ?? throw new LoadException($"--{name} is missing.");

    public int Number(string name, int otherwise) => Text(name) is string text ? ToNumber(name, text) : otherwise;

    /// <summary>A number that must not be 0.</summary>
    public int Count(string name, int otherwise)
        => Number(name, otherwise) is int number and > 0 ? number : throw new LoadException($"--{name} must be at least 1.");

    public Uri Url(string name) => Uri.TryCreate(Required(name), UriKind.Absolute, out Uri? url)
        ? url
        : throw new LoadException($"--{name} must be a URL.");

    public int[] Numbers(string name) => [.. All(name).Select(text => ToNumber(name, text))];

    public DnsEndPoint EndPoint(string name)
    {
        string text = Required(name);
        int colon = text.LastIndexOf(':');
        return colon < 1
            ? throw new LoadException($"--{name} must be HOST:PORT.")
            : new DnsEndPoint(text[..colon], ToNumber(name, text[(colon + 1)..]));
    }

    /// <summary>The values of an option that may be repeated, or be a list with commas.</summary>
    public string[] All(string name)
    {
        Has(name);
        return [.. _pairs.Where(pair => string.Equals(pair.Name, name, StringComparison.Ordinal))
            .SelectMany(pair => (pair.Value ?? throw new LoadException($"--{name} needs a value.")).Split(','))];
    }

    /// <summary>To be called when all options have been asked for: a name that nobody knows is a slip.</summary>
    public void RefuseUnknown()
    {
        foreach ((string name, _) in _pairs)
        {
            if (!_known.Contains(name))
            {
                throw new LoadException($"--{name} is not known here.");
            }
        }
    }

    private static int ToNumber(string name, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new LoadException($"--{name}: '{text}' is not a number.");
}
